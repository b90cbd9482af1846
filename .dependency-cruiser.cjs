/** Folders are execution contexts; imports run one way. See docs/architecture.md. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^(src|models|e2e)/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});

/** The features of the page; each may use those before it, through their `public.ts`. */
const FEATURES = ['pwa', 'models', 'share', 'pictures', 'generate', 'device'];

/** The stores of the page, each with the slices of what its feature knows. A ninth is a slice of one of these. */
const STORES = [
  'state/form-state',
  'state/painting-state',
  'state/page-state',
  'generate/generate-state',
  'pictures/pictures-state',
  'share/notice',
  'models/models-state',
  'pwa/pwa-state',
];

/** A folder of the page may import these, and whatever the page as a whole may. */
const inside = (folder, allowed) => ({
  name: `app-${folder}`,
  severity: 'error',
  from: { path: `^src/app/${folder}/`, pathNot: '\\.test\\.tsx?$|/testing/' },
  to: {
    path: '^src/app/',
    pathNot: `^src/app/((${[folder, ...allowed].join('|')})/${FEATURES.slice(
      0,
      Math.max(0, FEATURES.indexOf(folder)),
    )
      .map((other) => `|${other}/public\\.ts$`)
      .join('')})`,
  },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-never-imports-toolchain',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(models|e2e)/' },
    },
    {
      name: 'src-never-imports-node',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    only('diffusion-is-pure', 'diffusion', []),
    only('rpc-is-lowest', 'rpc', []),
    only('hub-is-lowest', 'hub', []),
    only('package-is-low', 'package', ['hub', 'rpc']),
    {
      name: 'exporter-is-pure',
      severity: 'error',
      from: { path: '^src/exporter/', pathNot: '^src/exporter/browser/|\\.test\\.tsx?$' },
      to: {
        path: '^(src|models|e2e)/',
        pathNot: '^src/(package|diffusion|exporter/(?!browser/))',
      },
    },
    only('exporter-in-the-browser', 'exporter/browser', [
      ...['exporter', 'diffusion', 'package', 'hub', 'rpc'],
    ]),
    only('protocol-is-thin', 'protocol', ['package']),
    only('share-is-low', 'share', ['protocol']),
    {
      name: 'verify-is-pure',
      comment: 'A package against a record: Node and a worker give it what it runs on.',
      severity: 'error',
      from: { path: '^src/verify/', pathNot: '^src/verify/browser/|\\.test\\.tsx?$' },
      to: {
        path: '^(src|models|e2e)/',
        pathNot:
          '^src/(package|diffusion|engine|protocol|rpc|verify/(?!browser/))|^src/exporter/(ports|formats/|weights/float16)',
      },
    },
    only('verify-in-the-browser', 'verify/browser', [
      ...['verify', 'engine', 'protocol', 'package', 'rpc', 'exporter'],
    ]),
    only('engine-knows-no-app', 'engine', ['protocol', 'diffusion', 'package', 'rpc']),
    only('service-worker-is-apart', 'sw', ['protocol', 'package']),
    {
      name: 'app-talks-through-protocol',
      severity: 'error',
      from: { path: '^src/app/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^(src|models|e2e)/',
        // Of the conversion and the comparison the page has interface and client; the rest is a worker's.
        pathNot:
          '^src/((app|protocol|share|diffusion|package|rpc)/|(exporter|verify)/browser/(api|client)\\.ts)',
      },
    },
    inside('i18n', ['lib']),
    inside('lib', ['i18n']),
    inside('state', ['lib', 'i18n']),
    inside('ui', ['state', 'lib', 'i18n']),
    ...FEATURES.map((feature) => inside(feature, ['ui', 'state', 'lib', 'i18n'])),
    {
      name: 'eight-stores',
      comment: 'State is a slice of one of the stores: see docs/architecture.md.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/app/(${STORES.join('|')})\\.ts$|sliced-store\\.test\\.ts$`,
      },
      to: { path: '^src/app/lib/sliced-store\\.ts$' },
    },
    {
      name: 'stores-are-sliced',
      comment: 'Of zustand the page has what `sliced-store.ts` makes of it, and its middleware.',
      severity: 'error',
      from: { path: '^(src|models|e2e)/', pathNot: '^src/app/lib/sliced-store\\.ts$' },
      to: { path: 'node_modules/zustand/', pathNot: '/middleware\\.' },
    },
    {
      name: 'one-hub-client',
      comment: 'src/hub alone speaks to the Hub; the store loads it when it is needed.',
      severity: 'error',
      from: { pathNot: '^(src/hub/|node_modules/)' },
      to: { path: 'node_modules/@huggingface/hub/' },
    },
    {
      name: 'app-spawns-only-the-worker',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^src/engine/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
