import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Matrix } from './matrix.ts';
import { isFloat, SafetensorsFile, wrongType } from './safetensors.ts';
import type { TensorInfo } from './safetensors-header.ts';
import { ANY, type Wanted, type WeightsName } from './variants.ts';
import { weightFiles, type Index } from './weight-files.ts';

/** Where the networks' builders get a checkpoint's tensors from. */
export abstract class Checkpoint {
  /**
   * A tensor of exactly this shape, with a row for each of its first index; a flat one, and one of
   * which only the last side counts, is one row. Read when asked for.
   */
  abstract tensor(name: string, shape: readonly number[]): Matrix;

  abstract has(name: string): boolean;

  /** A bias, norm or other flat tensor, as one row. */
  vector(name: string, length: number): Matrix {
    return this.tensor(name, [length]);
  }

  /** A Linear's weight [out, in], or a 1x1 convolution's [out, in, 1, 1]. */
  matrix(name: string, rows: number, columns: number, kernel: readonly number[] = []): Matrix {
    return this.tensor(name, [rows, columns, ...kernel]);
  }
}

function sidesOf(shape: readonly number[]): { rows: number; columns: number } {
  const entries = shape.reduce((product, side) => product * side, 1);
  const rows = shape.length > 1 ? shape[0]! : 1;
  return { rows, columns: entries / rows };
}

/** Indices of an entry that is so many behind the first. */
function indexOf(entry: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const side of [...shape].reverse()) {
    index.unshift(entry % side);
    entry = Math.floor(entry / side);
  }
  return index;
}

/** Has whatever is asked for, without its values, and remembers what that was. */
export class ShapeRecorder extends Checkpoint {
  readonly shapes = new Map<string, readonly number[]>();
  private readonly known: (name: string) => boolean;

  /** @param known what `has` answers */
  constructor(known: (name: string) => boolean) {
    super();
    this.known = known;
  }

  tensor(name: string, shape: readonly number[]): Matrix {
    this.shapes.set(name, shape);
    const read = () => Promise.reject(new Error(`${name}: here are shapes only`));
    return { ...sidesOf(shape), read };
  }

  has(name: string): boolean {
    return this.known(name);
  }
}

/** One network's folder of a diffusers checkpoint: its tensors, in one file or in shards. */
export class CheckpointFolder extends Checkpoint {
  readonly folder: string;
  /** What it was read from. */
  readonly weights: WeightsName;
  private readonly files: SafetensorsFile[] = [];
  private readonly owners = new Map<string, SafetensorsFile>();

  /**
   * @param folder holds `diffusion_pytorch_model.safetensors` or `model.safetensors`, or the
   *   same name with shards and an index, or variants of it
   * @param wanted decides between variants
   * @throws Error naming the file that is missing or broken
   */
  constructor(folder: string, wanted: Wanted = ANY) {
    super();
    this.folder = folder;
    try {
      const { weights, paths, index } = weightFiles(folder, wanted);
      this.weights = weights;
      for (const path of paths) {
        const file = new SafetensorsFile(path);
        this.files.push(file);
        for (const name of file.tensors.keys()) {
          if (!index || index.map.get(name) === path) this.owners.set(name, file);
        }
      }
      if (index) assertIndexed(index, this.files);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  tensor(name: string, shape: readonly number[]): Matrix {
    const file = this.owners.get(name);
    if (!file) throw new Error(`${this.folder}: the checkpoint has no tensor ${name}`);
    const found = file.tensors.get(name)!.shape;
    if (!equal(found, shape)) {
      throw new Error(`${this.folder}: tensor ${name} ${wrongShape(found, shape)}`);
    }
    const { rows, columns } = sidesOf(shape);
    const read = (from: number, to: number) =>
      Promise.resolve(file.readRange(name, from * columns, to * columns));
    const entries = (row: number, column: number) => {
      const at = row * columns + column;
      const read = () => Promise.resolve(file.readRange(name, at, at + 1)[0]!);
      return [{ tensor: `${file.path}: tensor ${name}`, index: indexOf(at, shape), read }];
    };
    return { rows, columns, read, entries };
  }

  has(name: string): boolean {
    return this.owners.has(name);
  }

  /** The files as they are now: something in here differs when one of them has been written to. */
  state(): unknown[] {
    return this.files.map(({ path }) => {
      const { size, mtimeMs, ctimeMs } = statSync(path);
      return [basename(path), size, mtimeMs, ctimeMs];
    });
  }

  /** Whether another folder has the same weights in the same files. */
  hasSameFiles(other: CheckpointFolder): boolean {
    return (
      this.files.length === other.files.length &&
      this.files.every(({ path }, i) => haveSameContent(path, other.files[i]!.path))
    );
  }

  /** Every tensor by name, without its values. */
  infos(): Map<string, TensorInfo> {
    return new Map([...this.owners].map(([name, file]) => [name, file.tensors.get(name)!]));
  }

  /**
   * Proves that the tensors are those that a network needs: none missing, none left over.
   * @param wanted name to shape
   * @param isRest names that may be here without being wanted
   * @throws Error naming every tensor that is missing, left over, or of another shape or type
   */
  assertFits(
    wanted: ReadonlyMap<string, readonly number[]>,
    isRest: (name: string) => boolean,
  ): void {
    const infos = this.infos();
    const missing = [...wanted].filter(([name]) => !infos.has(name));
    const extra = [...infos].filter(([name]) => !wanted.has(name) && !isRest(name));
    const odd = [...infos].flatMap(([name, { shape, dtype }]) => {
      const expected = wanted.get(name);
      if (!expected) return [];
      if (!equal(shape, expected)) return [`${name} ${wrongShape(shape, expected)}`];
      return isFloat(dtype) ? [] : [`${name} ${wrongType(dtype)}`];
    });
    const described = (name: string, shape: readonly number[]) => `${name} [${shape.join(', ')}]`;
    const lines = [
      ...list(
        'missing',
        missing.map(([name, shape]) => described(name, shape)),
      ),
      ...list(
        'without a place in the architecture',
        extra.map(([name, { shape }]) => described(name, shape)),
      ),
      ...list('different', odd),
    ];
    if (lines.length > 0) {
      throw new Error([`${this.folder}: the tensors do not fit config.json.`, ...lines].join('\n'));
    }
  }

  close(): void {
    for (const file of this.files) file.close();
  }
}

const list = (what: string, lines: readonly string[]) =>
  lines.length > 0 ? [`${lines.length} ${what}:`, ...lines.map((line) => `  ${line}`)] : [];

const equal = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((side, i) => side === b[i]);

const wrongShape = (found: readonly number[], wanted: readonly number[]) =>
  `has shape [${found.join(', ')}]; config.json asks for [${wanted.join(', ')}]`;

/** Every tensor is where the index says, and nowhere else. */
function assertIndexed({ path, map }: Index, files: readonly SafetensorsFile[]): void {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const absent = [...map]
    .filter(([name, shard]) => !byPath.get(shard)!.tensors.has(name))
    .map(([name, shard]) => `${name}, not in ${shard}`);
  const unnamed = files.flatMap((file) =>
    [...file.tensors.keys()]
      .filter((name) => map.get(name) !== file.path)
      .map((name) => `${name} in ${file.path}`),
  );
  const lines = [
    ...list('missing where the index has them', absent),
    ...list('where the index does not have them', unnamed),
  ];
  if (lines.length > 0) {
    throw new Error([`${path}: the shards hold other tensors than it says.`, ...lines].join('\n'));
  }
}

/** Bytes that are compared at a time. */
const COMPARED = 2 ** 22;

function haveSameContent(a: string, b: string): boolean {
  if (statSync(a).size !== statSync(b).size) return false;
  const files = [openSync(a, 'r'), openSync(b, 'r')] as const;
  try {
    for (;;) {
      const [x, y] = files.map((file) => {
        const bytes = Buffer.alloc(COMPARED);
        return bytes.subarray(0, readSync(file, bytes));
      });
      if (!x!.equals(y!)) return false;
      if (x!.length === 0) return true;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}
