import { CheckpointError } from '../checkpoint-error.ts';
import { readHeader, type TensorInfo } from '../formats/safetensors.ts';
import { readShardIndex } from '../formats/shard-index.ts';
import { placeOf, readJson } from '../json.ts';
import type { CheckpointRepository } from '../ports.ts';
import { chooseWeights, type Wanted, type WeightsName } from './variants.ts';

/** One network's tensors and the files that hold them: all of it from headers. Can be sent to a worker. */
export interface TensorTable {
  /** What was chosen where there were several. */
  weights: WeightsName;
  /** In order; paths from the repository's root. */
  files: readonly WeightFile[];
  /** Tensor name to its place in `files`. */
  owners: ReadonlyMap<string, number>;
}

interface WeightFile {
  path: string;
  sizeBytes: number;
  /** Of the content when the header was read. */
  version: string;
  tensors: ReadonlyMap<string, TensorInfo>;
}

/**
 * Reads the headers of a network's weights.
 * @param folder of the network in the repository; empty for its root
 * @param wanted decides between variants
 * @throws Error naming what is missing, broken or there twice
 */
export async function readTensorTable(
  repository: CheckpointRepository,
  folder: string,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<TensorTable> {
  const inFolder = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const listed = new Set((await repository.list(signal)).map(({ path }) => path));
  const has = (name: string) => listed.has(inFolder(name));
  const weights = chooseWeights(placeOf(repository, folder), has, wanted);
  if (!weights) {
    const message = noWeights(placeOf(repository, folder), listed, inFolder(''));
    throw new CheckpointError('no-safetensors', message);
  }
  const read = (name: string) => readWeightFile(repository, inFolder(name), signal);
  if (!weights.isIndex) {
    const file = await read(weights.name);
    return { weights, files: [file], owners: new Map([...file.tensors.keys()].map((n) => [n, 0])) };
  }
  const index = inFolder(weights.name);
  const place = placeOf(repository, index);
  const { names, weightMap } = readShardIndex(place, await readJson(repository, index, signal));
  const missing = names.filter((name) => !has(name));
  if (missing.length > 0) {
    throw new Error(`${place} names shards that are not here: ${missing.join(', ')}`);
  }
  const files: WeightFile[] = [];
  for (const name of names) files.push(await read(name));
  const owners = new Map(Object.entries(weightMap).map(([n, shard]) => [n, names.indexOf(shard)]));
  assertIndexed(repository, index, owners, files);
  return { weights, files, owners: inFileOrder(owners, files) };
}

async function readWeightFile(
  repository: CheckpointRepository,
  path: string,
  signal: AbortSignal | undefined,
): Promise<WeightFile> {
  const source = await repository.open(path, signal);
  try {
    const { tensors } = await readHeader(placeOf(repository, path), source, signal);
    return { path, sizeBytes: source.sizeBytes, version: source.version, tensors };
  } finally {
    await source.close();
  }
}

/** Every tensor is where the index says, and nowhere else. */
function assertIndexed(
  repository: CheckpointRepository,
  index: string,
  owners: ReadonlyMap<string, number>,
  files: readonly WeightFile[],
): void {
  const placeAt = (i: number) => placeOf(repository, files[i]!.path);
  const absent = [...owners]
    .filter(([name, i]) => !files[i]!.tensors.has(name))
    .map(([name, i]) => `${name}, not in ${placeAt(i)}`);
  const unnamed = files.flatMap(({ tensors }, i) =>
    [...tensors.keys()]
      .filter((name) => owners.get(name) !== i)
      .map((name) => `${name} in ${placeAt(i)}`),
  );
  const lines = [
    ...list('missing where the index has them', absent),
    ...list('where the index does not have them', unnamed),
  ];
  if (lines.length > 0) {
    const place = placeOf(repository, index);
    throw new Error([`${place}: the shards hold other tensors than it says.`, ...lines].join('\n'));
  }
}

const inFileOrder = (owners: ReadonlyMap<string, number>, files: readonly WeightFile[]) =>
  new Map(files.flatMap(({ tensors }) => [...tensors.keys()].map((n) => [n, owners.get(n)!])));

/** Lines of a message, under how many they are. */
export const list = (what: string, lines: readonly string[]) =>
  lines.length > 0 ? [`${lines.length} ${what}:`, ...lines.map((line) => `  ${line}`)] : [];

function noWeights(place: string, listed: ReadonlySet<string>, folder: string): string {
  const others = [...listed]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length))
    .filter((name) => /^[^/]+\.(bin|pt|pth|ckpt|safetensors)$/.test(name))
    .sort();
  return (
    `${place}: expected diffusion_pytorch_model.safetensors or model.safetensors here, or their shards with an index` +
    (others.length > 0 ? `; found only ${others.join(', ')}` : '')
  );
}
