import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  locationIn,
  networkEntries,
  packageBytes,
  packageFiles,
  parseManifest,
  type FileEntry,
  type Manifest,
} from '../../src/package/manifest.ts';
import { assertIntact } from '../../src/package/source.ts';
import { describeAnew, type About } from '../../src/exporter/about.ts';
import { addToCatalogue } from './catalogue.ts';
import { Meter, type PullProgress } from '../hub/progress.ts';
import { isMissing } from '../node/package-source.ts';
import { relocate } from '../../src/exporter/formats/relocate.ts';
import { contentName, isContentName } from '../../src/exporter/content.ts';
import { hashFile } from '../node/hash-file.ts';
import { writePackageFile } from '../node/package-file.ts';
import { assertRoom } from '../node/disk.ts';
import { discardStaging, finishStaging, keepOnly, openStaging } from '../node/staging.ts';

/** Makes a package of any age ready for a web host. */

interface PackOptions {
  folder: string;
  /** Where the packed one goes; absent: it is only verified. */
  out?: string;
  /** Files stay as they are called; then the graphs, which name them, stay as they are, too. */
  keepNames?: boolean;
  /** What describes the package from now on; absent: its manifest's own words. */
  about?: About;
  /** A `catalogue.json` that is told of it, and where it will lie, as a person would type it. */
  catalogue?: string;
  address?: string;
  onProgress?: (progress: PullProgress) => void;
}

/**
 * Verifies every file, and writes them anew: names with their content's hash, hashes of their pieces.
 * @returns what was done, in words
 * @throws Error naming the file that is missing or damaged; nothing is written then
 */
export async function pack(options: PackOptions): Promise<string> {
  const { folder, out, catalogue, address, about } = options;
  if (about !== undefined && out === undefined) {
    throw new Error(
      '--about: expected --out as well, a folder for the package with its new words.',
    );
  }
  if ((catalogue === undefined) !== (address === undefined)) {
    throw new Error('--catalogue and --address belong together: expected both or neither.');
  }
  if (out !== undefined && resolve(out) === resolve(folder)) {
    throw new Error(`--out: expected a folder other than the package's own, received ${out}`);
  }
  const json: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const manifest = parseManifest(json);
  const packed = out === undefined ? null : await write({ ...options, out }, json, manifest);
  if (packed === null) await readAll(options, manifest);
  const now = packed ?? manifest;
  if (catalogue !== undefined) addToCatalogue(catalogue, address!, now);
  return report(options, manifest, now);
}

/** A file's bytes, verified when the last one has come. */
type Read = (file: FileEntry, onChunk?: (chunk: Buffer) => Promise<void>) => Promise<FileEntry>;

function reader({ folder, onProgress }: PackOptions, manifest: Manifest): Read {
  const meter = new Meter(packageBytes(manifest));
  return async (file, onChunk) => {
    let done = 0;
    const found = await hashFile(join(folder, file.path), async (chunk) => {
      await onChunk?.(chunk);
      done += chunk.length;
      onProgress?.(meter.add(file.path, done, chunk.length));
    }).catch((error: unknown) => {
      if (isMissing(error)) throw new Error(`${file.path} is missing in ${folder}.`);
      throw error;
    });
    assertIntact(file, found.sizeBytes, found.sha256);
    return { path: file.path, ...found };
  };
}

async function readAll(options: PackOptions, manifest: Manifest): Promise<void> {
  const read = reader(options, manifest);
  for (const file of packageFiles(manifest)) await read(file);
}

async function write(
  options: PackOptions & { out: string },
  json: unknown,
  manifest: Manifest,
): Promise<Manifest> {
  const { out, keepNames = false } = options;
  const staging = openStaging(out);
  try {
    keepOnly(staging, new Set());
    await assertRoom(staging, packageBytes(manifest));
    const read = reader(options, manifest);
    const graphs = new Map(
      networkEntries(manifest).flatMap(({ graphs, data }) =>
        graphs.map((graph) => [graph.path, data] as const),
      ),
    );
    const written = new Map<string, FileEntry>();
    // What is named comes before what names it.
    const files = packageFiles(manifest);
    for (const file of files.filter(({ path }) => !graphs.has(path))) {
      written.set(file.path, await copy(staging, file, read, keepNames));
    }
    for (const file of files.filter(({ path }) => graphs.has(path))) {
      const names = new Map(
        graphs
          .get(file.path)!
          .map(({ path }) => [locationIn(file.path, path), written.get(path)!.path]),
      );
      const entry = keepNames
        ? await copy(staging, file, read, true)
        : await rewriteGraph(staging, file, read, names);
      written.set(file.path, entry);
    }
    const renamed = withEntries(json, written);
    // Without other words, what this version does not know of stays.
    const packed =
      options.about === undefined ? renamed : describeAnew(parseManifest(renamed), options.about);
    const checked = parseManifest(packed);
    writeFileSync(join(staging, 'manifest.json'), `${JSON.stringify(packed, null, 2)}\n`);
    finishStaging(staging, out);
    return checked;
  } catch (error) {
    discardStaging(staging);
    throw error;
  }
}

async function copy(
  staging: string,
  file: FileEntry,
  read: Read,
  keepName: boolean,
): Promise<FileEntry> {
  const path = keepName ? file.path : nameOf(file, file.sha256);
  const unfinished = join(staging, `${path}.unfinished`);
  mkdirSync(dirname(unfinished), { recursive: true });
  const target = await open(unfinished, 'w');
  try {
    const found = await read(file, (chunk) => target.writeFile(chunk));
    await target.datasync();
    renameSync(unfinished, join(staging, path));
    return { ...found, path };
  } finally {
    await target.close();
    rmSync(unfinished, { force: true });
  }
}

async function rewriteGraph(
  staging: string,
  file: FileEntry,
  read: Read,
  names: ReadonlyMap<string, string>,
): Promise<FileEntry> {
  const chunks: Buffer[] = [];
  await read(file, (chunk) => Promise.resolve(void chunks.push(chunk)));
  const bytes = relocate(Buffer.concat(chunks), (location) => {
    const name = names.get(location);
    if (name !== undefined) return name;
    throw new Error(
      `${file.path} names ${location}: expected one of the files that the manifest has for its network (${[...names.keys()].join(', ')})`,
    );
  });
  return writePackageFile(staging, stemOf(file), extname(file.path).slice(1), bytes);
}

const nameOf = (file: FileEntry, sha256: string) =>
  contentName(stemOf(file), sha256, extname(file.path).slice(1));

/** The name without its extension, and without the hash of what it held. */
function stemOf(file: FileEntry): string {
  const stem = basename(file.path, extname(file.path));
  return isContentName(file) ? stem.slice(0, stem.lastIndexOf('.')) : stem;
}

/** A manifest with other entries for its files; what this version does not know of stays. */
function withEntries(json: unknown, written: ReadonlyMap<string, FileEntry>): unknown {
  if (Array.isArray(json)) return json.map((item) => withEntries(item, written));
  if (typeof json !== 'object' || json === null) return json;
  if ('path' in json && 'sha256' in json) {
    return { ...json, pieces: undefined, ...written.get(json.path as string) };
  }
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withEntries(value, written)]),
  );
}

function report({ out, catalogue }: PackOptions, before: Manifest, now: Manifest): string {
  const files = packageFiles(before);
  const count = (manifest: Manifest, is: (file: FileEntry) => boolean) =>
    packageFiles(manifest).filter(is).length;
  const unnamed = (file: FileEntry) => !isContentName(file);
  const inPieces = (file: FileEntry) => file.pieces !== undefined;
  const lines = [
    `${before.name} (${before.id}), ${before.precision}: ${files.length} files, every one as the manifest states`,
  ];
  if (out !== undefined) {
    lines.push(
      `Named by their content now: ${count(before, unnamed) - count(now, unnamed)}; with hashes of their pieces now: ${count(now, inPieces) - count(before, inPieces)}`,
      `Written to ${out}`,
    );
  } else if (count(before, unnamed) > 0) {
    lines.push(
      `${count(before, unnamed)} files are not named by their content: --out DIR writes them so that they may be cached for ever`,
    );
  }
  if (catalogue !== undefined) lines.push(`Its entry is in ${catalogue}`);
  return lines.join('\n');
}
