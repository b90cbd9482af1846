import { CheckpointError } from '../checkpoint-error.ts';
import type { Entry, Matrix } from './matrix.ts';

/** Thrown by an encoding for a value that it cannot store. */
export class UnstorableValue extends Error {
  /** Of the value, among those that were to be encoded. */
  readonly index: number;
  readonly value: number;

  constructor(index: number, value: number) {
    super(`Value ${index} is ${value}, which cannot be stored`);
    this.index = index;
    this.value = value;
  }
}

/**
 * Proves that there is no NaN and no infinity. A sum in float64 is finite if and only if all of its
 * float32 terms are; four of them at a time take half of the time that comparing would.
 * @throws UnstorableValue for the first that is not finite
 */
export function assertFinite(values: Float32Array): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const even = values.length & ~3;
  for (let i = 0; i < even; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (let i = even; i < values.length; i++) a += values[i]!;
  if (Number.isFinite(a + b + c + d)) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  throw new UnstorableValue(index, values[index]!);
}

/** Tensors that a message names. */
const NAMED = 4;

/**
 * What an encoding refused, in words: the checkpoint's tensor, the index there and the value.
 * @param error as it was caught; any other than `UnstorableValue` stays as it is
 * @param name of the matrix as it is stored
 * @param firstRow of those that were to be encoded
 */
export async function explainUnstorable(
  error: unknown,
  name: string,
  matrix: Matrix,
  firstRow = 0,
): Promise<unknown> {
  if (!(error instanceof UnstorableValue)) return error;
  const row = firstRow + Math.floor(error.index / matrix.columns);
  const column = error.index % matrix.columns;
  const entries = matrix.entries?.(row, column) ?? [];
  const values = await Promise.all(entries.map((entry) => entry.read()));
  const cause = { cause: error };
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const found = at(entries[bad]!, values[bad]!);
    const message = `${found}; expected a finite number. The weights are damaged.`;
    return new CheckpointError('values', message, cause);
  }
  const { value } = error;
  const found =
    entries.length === 1 && values[0] === value
      ? at(entries[0]!, value)
      : `${name} becomes ${value} at [${row}, ${column}]${madeOf(entries)}`;
  return new CheckpointError(
    'values',
    Number.isFinite(value)
      ? `${found}, beyond what float16 holds (65504 at most). Export with --precision f32.`
      : `${found}, beyond what float32 holds. The weights are damaged.`,
    cause,
  );
}

const at = ({ tensor, index }: Entry, value: number) =>
  `${tensor} has ${value} at [${index.join(', ')}]`;

function madeOf(entries: readonly Entry[]): string {
  const tensors = [...new Set(entries.map(({ tensor }) => tensor))];
  if (tensors.length === 0) return '';
  const more = tensors.length > NAMED ? ` and ${tensors.length - NAMED} more` : '';
  return `, computed from ${tensors.slice(0, NAMED).join(' and ')}${more}`;
}
