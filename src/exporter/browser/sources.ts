import { toHex } from '../../package/hex.ts';
import type { Hub, HubFile } from '../../hub/api.ts';
import { newGitBlobId } from '../../hub/hash.ts';
import { PackageError } from '../../package/source.ts';
import { COMPRESSOR_CLASSES } from '../networks/compressor-config.ts';
import type { ByteSource, CheckpointRepository } from '../ports.ts';
import { DECODER_PIPELINE, PRIOR_PIPELINE } from '../recognise.ts';
import type { HubPlace, PickedFile, PickedPlace } from './api.ts';
import { blobSource } from './blob-source.ts';

/** Checkpoints as a page finds them: on the Hub at a commit, or in a folder that was picked. */

/** Configs, indexes of shards and tokenizers; the largest published one has 3.6 MB. */
const MOST_SMALL_BYTES = 64e6;
/** Headers and weights of a few numbers lie beside each other: one request brings them together. */
const BLOCK_BYTES = 2 ** 18;
const BLOCKS = 16;

/** @param place pinned to a commit */
export async function hubRepository(
  hub: Hub,
  place: HubPlace,
  signal?: AbortSignal,
): Promise<CheckpointRepository & { files: ReadonlyMap<string, HubFile> }> {
  const { repository, revision } = place;
  const listed = await hub.list(repository, revision, signal);
  const files = new Map(listed.map((file) => [file.path, file]));
  const named = (path: string): HubFile => {
    const file = files.get(path);
    if (!file) throw missing(repository, path);
    return file;
  };
  const small = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const sources = new Map<string, ByteSource>();
  const readSmall = async (path: string, signal?: AbortSignal) => {
    const file = named(path);
    const bytes = await hub.readSmall(file, MOST_SMALL_BYTES, signal);
    await assertContent(file, bytes);
    return bytes;
  };
  return {
    name: repository,
    files,
    list: () =>
      Promise.resolve(
        listed.map(({ path, sizeBytes, sha256 }) => ({
          path,
          sizeBytes,
          ...(sha256 !== null && { sha256 }),
        })),
      ),
    async bytes(path, signal) {
      const known = small.get(path) ?? readSmall(path, signal);
      small.set(path, known);
      known.catch(() => small.delete(path));
      return (await known).slice();
    },
    open(path) {
      const source = sources.get(path) ?? rangeSource(hub, named(path));
      sources.set(path, source);
      return Promise.resolve(source);
    },
  };
}

/** A file on the Hub, read in ranges; what belongs together is fetched together. */
function rangeSource(hub: Hub, file: HubFile): ByteSource {
  const blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  const block = (at: number, signal?: AbortSignal) => {
    let known = blocks.get(at);
    if (!known) {
      const from = at * BLOCK_BYTES;
      known = hub.readRange(file, from, Math.min(file.sizeBytes, from + BLOCK_BYTES), signal);
      blocks.set(at, known);
      known.catch(() => blocks.delete(at));
      if (blocks.size > BLOCKS) blocks.delete(blocks.keys().next().value!);
    }
    return known;
  };
  return {
    sizeBytes: file.sizeBytes,
    version: file.sha256 ?? file.gitBlobId ?? file.commit,
    async read(from, to, signal) {
      if (to - from > BLOCK_BYTES) return hub.readRange(file, from, to, signal);
      const bytes = new Uint8Array(to - from);
      for (let at = from; at < to;) {
        const index = Math.floor(at / BLOCK_BYTES);
        const start = index * BLOCK_BYTES;
        const next = (await block(index, signal)).subarray(at - start, to - start);
        bytes.set(next, at - from);
        at += next.length;
      }
      return bytes;
    },
    // What was read stays: it is read again by the next plan.
    close: () => Promise.resolve(),
  };
}

/** Where the Hub names the content of a short file, it has to be that. */
async function assertContent(file: HubFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { sha256, gitBlobId, repository, path } = file;
  let found: string | null = null;
  if (sha256 !== null) {
    found = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  } else if (gitBlobId !== null) {
    const hash = await newGitBlobId(bytes.length);
    hash.update(bytes);
    found = hash.digest();
  }
  const expected = sha256 ?? gitBlobId;
  if (found === expected) return;
  throw new PackageError(
    'file-corrupt',
    path,
    `${repository}/${path} is not what the Hub lists: expected the hash ${expected}, received ${found}. Try again later.`,
  );
}

export function pickedRepository({ name, files }: PickedPlace): CheckpointRepository {
  const known = new Map(files.map(({ path, file }) => [path, file]));
  const named = (path: string): File => {
    const file = known.get(path);
    if (!file) throw missing(name, path);
    return file;
  };
  return {
    name,
    list: () => Promise.resolve(files.map(({ path, file }) => ({ path, sizeBytes: file.size }))),
    bytes: async (path) => new Uint8Array(await named(path).arrayBuffer()),
    open: (path) => {
      const file = named(path);
      return Promise.resolve(blobSource(file, `${file.size} ${file.lastModified}`));
    },
  };
}

/**
 * The repositories in a folder that was picked: each folder in it with a `model_index.json`, by what that says, and one
 * with the encoder of pictures, if there is one.
 * @throws PackageError if there is not one of either half
 */
export async function placesIn(
  folder: string,
  files: readonly PickedFile[],
): Promise<{ prior: PickedPlace; decoder: PickedPlace; compressor?: PickedPlace }> {
  const found: Partial<Record<'prior' | 'decoder', PickedPlace>> = {};
  const encoders: { className: string; place: PickedPlace }[] = [];
  const seen: string[] = [];
  for (const { path, file } of files) {
    const [, root = '', kind] = /^(.*\/)?(model_index|config)\.json$/.exec(path) ?? [];
    if (kind === undefined) continue;
    const className = classIn(await file.text());
    const name = root === '' ? folder : `${folder}/${root.slice(0, -1)}`;
    const place = (): PickedPlace => ({
      kind: 'picked',
      name,
      files: files
        .filter((each) => each.path.startsWith(root))
        .map((each) => ({ path: each.path.slice(root.length), file: each.file })),
    });
    if (kind === 'config') {
      const known = COMPRESSOR_CLASSES.find((each) => each === className);
      if (known !== undefined) encoders.push({ className: known, place: place() });
      continue;
    }
    seen.push(name);
    const role = className === PRIOR_PIPELINE ? 'prior' : 'decoder';
    if ((className !== PRIOR_PIPELINE && className !== DECODER_PIPELINE) || found[role]) continue;
    found[role] = place();
  }
  const { prior, decoder } = found;
  // Of several that of the published model.
  const [published] = COMPRESSOR_CLASSES;
  const encoder = encoders.find(({ className }) => className === published) ?? encoders[0];
  if (prior && decoder) {
    return { prior, decoder, ...(encoder && { compressor: encoder.place }) };
  }
  const absent = prior ? 'wuerstchen' : decoder ? 'wuerstchen-prior' : null;
  const had = seen.length === 0 ? 'no model_index.json' : seen.join(', ');
  throw new PackageError(
    'file-missing',
    'model_index.json',
    absent === null
      ? `${folder}: expected the folders wuerstchen-prior and wuerstchen in it, each with its model_index.json; found ${had}. Choose the folder that holds both.`
      : `${folder}: the other half, ${absent}, is not in it; found ${had}. Choose the folder that holds both.`,
  );
}

function classIn(text: string): unknown {
  try {
    const json = JSON.parse(text) as unknown;
    return typeof json === 'object' && json !== null && '_class_name' in json && json._class_name;
  } catch {
    return null;
  }
}

function missing(repository: string, path: string): PackageError {
  return new PackageError(
    'file-missing',
    path,
    `${repository} has no ${path}. Choose a repository in the layout of warp-ai/wuerstchen.`,
  );
}
