import { readAll, type Matrix } from './matrix.ts';

/** A BatchNorm as it stands in a checkpoint, each [1, channels]. */
export interface BatchNorm {
  /** Null where it has no learned scale and shift. */
  scale: Matrix | null;
  shift: Matrix | null;
  mean: Matrix;
  variance: Matrix;
  epsilon: number;
}

/** What follows the norm: (x + offset) * factor. */
export interface Affine {
  offset: number;
  factor: number;
}

const UNCHANGED: Affine = { offset: 0, factor: 1 };

/**
 * A layer whose rows are output channels, and the BatchNorm behind it, in evaluation: one layer. Exact; computed in
 * float64 and rounded once.
 * @param weight rows are channels: a Linear's, or a convolution's that is not transposed
 * @param bias of the layer [1, channels], or null
 */
export function foldBatchNorm(
  weight: Matrix,
  bias: Matrix | null,
  norm: BatchNorm,
  { offset, factor }: Affine = UNCHANGED,
): { weight: Matrix; bias: Matrix } {
  const { scale, shift, mean, variance, epsilon } = norm;
  const inNorm = [scale, shift, mean, variance].filter((each) => each !== null);
  const sourcesOf = (...parts: (Matrix | null)[]) => [
    ...new Set(parts.flatMap((part) => part?.sources ?? [])),
  ];
  const gains = async (): Promise<Float64Array> => {
    const spread = await readAll(variance);
    const learned = scale && (await readAll(scale));
    return Float64Array.from(
      spread,
      (value, i) => ((learned?.[i] ?? 1) / Math.sqrt(value + epsilon)) * factor,
    );
  };
  const entriesAt = (parts: (Matrix | null)[], column: number) =>
    parts.flatMap((part) => part?.entries?.(0, column) ?? []);
  return {
    weight: {
      rows: weight.rows,
      columns: weight.columns,
      sources: sourcesOf(weight, scale, variance),
      async read(from, to) {
        const gain = await gains();
        const { columns } = weight;
        return (await weight.read(from, to)).map(
          (value, i) => value * gain[from + Math.floor(i / columns)]!,
        );
      },
      entries: (row, column) => [
        ...(weight.entries?.(row, column) ?? []),
        ...entriesAt([scale, variance], row),
      ],
    },
    bias: {
      rows: 1,
      columns: weight.rows,
      sources: sourcesOf(bias, ...inNorm),
      async read() {
        const gain = await gains();
        const before = bias && (await readAll(bias));
        const learned = shift && (await readAll(shift));
        return (await readAll(mean)).map(
          (value, i) =>
            ((before?.[i] ?? 0) - value) * gain[i]! + ((learned?.[i] ?? 0) + offset) * factor,
        );
      },
      entries: (_, column) => entriesAt([bias, ...inNorm], column),
    },
  };
}
