import { CheckpointError } from '../checkpoint-error.ts';
import { isFloat, wrongType, type TensorInfo } from '../formats/safetensors.ts';
import type { RepositoryRole } from '../ports.ts';
import type { Matrix } from './matrix.ts';
import type { StoredTensor } from './stored-tensor.ts';
import type { TensorReader } from './tensor-reader.ts';
import { list, type TensorTable } from './tensor-table.ts';

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

/** Where a network's folder is. */
export interface NetworkPlace {
  repository: RepositoryRole;
  /** What the repository and the folder are called in messages. */
  repositoryName: string;
  name: string;
}

/** One network of a diffusers checkpoint: its tensors, in one file or in shards. */
export class StoredCheckpoint extends Checkpoint {
  readonly place: NetworkPlace;
  readonly table: TensorTable;
  private readonly reader: TensorReader;
  private readonly known = new Map<string, StoredTensor>();

  /** @param reader gets the values when they are asked for */
  constructor(place: NetworkPlace, table: TensorTable, reader: TensorReader) {
    super();
    this.place = place;
    this.table = table;
    this.reader = reader;
  }

  tensor(name: string, shape: readonly number[]): Matrix {
    const stored = this.stored(name);
    if (!stored) throw new Error(`${this.place.name}: the checkpoint has no tensor ${name}`);
    if (!equal(stored.shape, shape)) {
      throw new Error(`${this.place.name}: tensor ${name} ${wrongShape(stored.shape, shape)}`);
    }
    const { rows, columns } = sidesOf(shape);
    const read = (from: number, to: number) =>
      this.reader.floats(stored, from * columns, to * columns);
    const entries = (row: number, column: number) => {
      const at = row * columns + column;
      const read = async () => (await this.reader.floats(stored, at, at + 1))[0]!;
      return [{ tensor: `${stored.place}: tensor ${name}`, index: indexOf(at, shape), read }];
    };
    return { rows, columns, sources: [stored], read, entries };
  }

  has(name: string): boolean {
    return this.table.owners.has(name);
  }

  /** Every tensor by name, without its values. */
  infos(): Map<string, TensorInfo> {
    const { owners, files } = this.table;
    return new Map([...owners].map(([name, i]) => [name, files[i]!.tensors.get(name)!]));
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
      throw new CheckpointError(
        'tensors',
        [`${this.place.name}: the tensors do not fit config.json.`, ...lines].join('\n'),
      );
    }
  }

  /** One object for a tensor, however often it is asked for. */
  private stored(name: string): StoredTensor | null {
    const known = this.known.get(name);
    if (known) return known;
    const { owners, files } = this.table;
    const owner = owners.get(name);
    if (owner === undefined) return null;
    const { path, tensors } = files[owner]!;
    const { repository, repositoryName } = this.place;
    const place = `${repositoryName}/${path}`;
    const stored = { ...tensors.get(name)!, name, place, file: { repository, path } };
    this.known.set(name, stored);
    return stored;
  }
}

const equal = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((side, i) => side === b[i]);

const wrongShape = (found: readonly number[], wanted: readonly number[]) =>
  `has shape [${found.join(', ')}]; config.json asks for [${wanted.join(', ')}]`;
