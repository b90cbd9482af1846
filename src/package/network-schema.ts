import * as v from 'valibot';
import { between, count, listOf, positive, recordOf, text } from './bounds.ts';
import { fileEntries, FileEntrySchema, hasItsPieces, WRONG_PIECES } from './file-entry.ts';

/** What a manifest says of networks: their graphs and weights, and what the text and picture encoders expect. */

/** Width of a tensor; the published model's largest is 1280. */
const Width = positive(16384);

const graphEntries = {
  ...fileEntries,
  /** Type of the products of activations and weights; the weights' stored type is the package's `precision`. */
  arithmetic: v.picklist(['f32', 'f16']),
  /**
   * `fused` uses MultiHeadAttention; `decomposed` uses MatMul and Softmax only, `chunked` for some
   * of the queries at a time (in Stage A: some of the rows).
   */
  attention: v.picklist(['fused', 'decomposed', 'chunked']),
  /** Of the largest tensor in a guided run at the model's largest size; absent in older packages. */
  largestTensorBytes: v.optional(count(2 ** 50)),
};

export const GraphSchema = v.pipe(
  v.object(graphEntries),
  v.check((file) => hasItsPieces(file), WRONG_PIECES),
);

export const NetworkSchema = v.object({
  /** Parameters in the graph, after folding; those of another network that it uses do not count. */
  parameters: count(1e13),
  /**
   * Multiply-adds of one run: the sum over entries of the number times the product of the sizes
   * named in the key, joined by `*` (see `src/exporter/costs.ts`).
   */
  multiplyAdds: recordOf(text(200), between(0, 1e18), 200),
  /** Alternatives that share the weights in `data`; the engine picks one. */
  graphs: v.pipe(listOf(GraphSchema, 50), v.minLength(1)),
  /** External-data files; a graph names them by `path` relative to the manifest. */
  data: listOf(FileEntrySchema, 1000),
});

/** Red, green and blue. */
const Colour = v.pipe(listOf(between(-100, 100), 3), v.length(3));

export const ImageEncodersSchema = v.object({
  /**
   * The Semantic Compressor sees the picture resized (bilinear, antialiased) to `pixelsPerCell` pixels for each cell of
   * Stage C's latent, and normalised: (pixels in [0, 1] - mean) / std.
   */
  compressor: v.object({
    pixelsPerCell: positive(1024),
    mean: Colour,
    std: v.pipe(listOf(between(1e-6, 100), 3), v.length(3)),
  }),
  networks: v.object({ compressor: NetworkSchema, 'vqgan-encode': NetworkSchema }),
});

export const TextEncoderSchema = v.object({
  /** Length of a token sequence, padding included. */
  maxLength: positive(1024),
  hiddenSize: Width,
  padTokenId: count(2 ** 31 - 1),
  tokenizer: v.object({ tokenizerJson: FileEntrySchema, tokenizerConfig: FileEntrySchema }),
  /** float32 little-endian [maxLength, hiddenSize]: the encoding of "". */
  empty: FileEntrySchema,
});
