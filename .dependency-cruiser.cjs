/** Folders are execution contexts; imports run one way. See docs/architecture.md. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^(src|models|e2e)/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
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
    only('package-is-low', 'package', []),
    only('exporter-is-pure', 'exporter', ['package', 'diffusion']),
    only('protocol-is-thin', 'protocol', ['package']),
    only('share-is-low', 'share', ['protocol']),
    only('engine-knows-no-app', 'engine', ['protocol', 'diffusion', 'package']),
    only('service-worker-is-apart', 'sw', ['protocol', 'package']),
    only('app-talks-through-protocol', 'app', ['protocol', 'share', 'diffusion', 'package']),
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
