import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** What `virtual:licences` holds: the packages that the app is built from, by name. */
export interface Licence {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  /** Where its source is. */
  source: string;
  /** The licence's own words; empty where the package brings none along. */
  text: string;
}

interface PackageJson {
  version: string;
  license?: string;
  homepage?: string;
  repository?: string | { url?: string };
  dependencies?: Record<string, string>;
}

/** Build tools of which a part ends up in the service worker. */
const SHIPPED_TOOLS = [
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];
/** Node's part of transformers.js: nothing of it is in the build. */
const NOT_SHIPPED = ['onnxruntime-node', 'sharp'];

const NAME = 'virtual:licences';
const RESOLVED = `\0${NAME}`;

/** Lists the licences of what ships, from `node_modules`, as a module that the Device page loads when it is asked for. */
export const licences: Plugin = {
  name: 'licences',
  resolveId: (id) => (id === NAME ? RESOLVED : undefined),
  load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(shipped())};` : undefined),
};

/** The runtime dependencies, and theirs, sorted by name. */
export function shipped(): Licence[] {
  const { dependencies = {} } = read('package.json');
  const found = new Map<string, Licence>();
  const visit = (name: string) => {
    if (found.has(name) || NOT_SHIPPED.includes(name)) return;
    const folder = `node_modules/${name}`;
    const {
      version,
      license = 'see its source',
      dependencies,
      ...about
    } = read(`${folder}/package.json`);
    const text = textIn(folder);
    found.set(name, { name, version, licence: license, source: sourceOf(about, name), text });
    for (const next of Object.keys(dependencies ?? {})) visit(next);
  };
  [...Object.keys(dependencies), ...SHIPPED_TOOLS].forEach(visit);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function textIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  return file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim();
}

function sourceOf({ repository, homepage }: Partial<PackageJson>, name: string): string {
  const url = typeof repository === 'string' ? repository : repository?.url;
  const address = url?.replace(/^git\+/, '').replace(/^(?:git|ssh):\/\/(?:git@)?/, 'https://');
  if (address?.startsWith('https://')) return address.replace(/\.git$/, '');
  return homepage ?? `https://www.npmjs.com/package/${name}`;
}

function read(path: string): PackageJson {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageJson;
}
