import { ENCODINGS, type StoredType } from './encoding.ts';

/** What a package is stored in, as its manifest says. */
export const PRECISIONS = ['f32', 'f16', 'q8', 'q4'] as const;
export type Precision = (typeof PRECISIONS)[number];

/**
 * Which matrices are stored in how many bits, and why. Everything that is no matrix (biases, norms,
 * GRN's gammas, depthwise filters) is float32 in every package: a thousandth of the parameters. In
 * parentheses: parameters of the published model, which has 2904 M after folding.
 */
const WEIGHTS = {
  /** Stage C's and Stage B's Linears (1706 M): what a precision is about. */
  linear: { f16: 'f16', q8: 'q8', q4: 'q4' },
  /**
   * The text encoders' Linears (931 M). They run once for a prompt, on 77 positions, so speed does not
   * ask for blocks of 32; blocks of 64 save 29 MB, without which q8 would exceed 3.1 GB.
   */
  encoder: { f16: 'f16', q8: 'q8/64', q4: 'q4' },
  /** What the text passes on its way to Stage C's keys and values (80 M), once for a prompt. */
  priorText: { f16: 'f16', q8: 'q8', q4: 'q4' },
  /**
   * The same for Stage B (54 M), which follows the Stage C latent more than the text and is not guided by
   * default. 8 bits at f16, too: 50 MB, without which it would exceed 5.7 GB.
   */
  decoderText: { f16: 'q8', q8: 'q8', q4: 'q4' },
  /**
   * Embeddings of the tokens (114 M), looked up and not summed over: in 4 bits nothing would average
   * the errors out. 8 bits at f16, too: 107 MB, and a float16 table would have to become float32
   * as a whole, in memory, on adapters without float16.
   */
  tokens: { f16: 'q8', q8: 'q8/64', q4: 'q8/64' },
  /**
   * Stage B's transposed convolutions (11 M): everything passes through them on its way up. 8 bits at
   * q4 cost 5 MB.
   */
  resample: { f16: 'f16', q8: 'q8', q4: 'q8' },
  /** Stage A's 1x1 convolutions (14 M): what they lose is seen in the pixels. 8 bits cost 7 MB. */
  picture: { f16: 'f16', q8: 'q8', q4: 'q8' },
  /** Scale and shift of every block by the time (11 M): their error is in all positions alike. */
  time: { f16: 'f16', q8: 'q8', q4: 'q8' },
  /** Added to every token; 77 rows. */
  positions: { f16: 'f16', q8: 'f16', q4: 'f16' },
  /**
   * The first and last layer of a network: 4 to 64 columns or rows, and what the last one loses
   * is divided by the spread and goes straight into the latent.
   */
  edge: { f16: 'f16', q8: 'f16', q4: 'f16' },
  /** 16 columns for the Stage C latent, whose values reach 200: half a block (3 M). */
  effnet: { f16: 'f16', q8: 'f16', q4: 'f16' },
  /**
   * Convolutions that are no products of matrices (12 M), and all of EfficientNet's (20 M, once for a picture): no
   * operator takes fewer bits.
   */
  convolution: { f16: 'f16', q8: 'f16', q4: 'f16' },
} as const satisfies Record<string, Record<Exclude<Precision, 'f32'>, StoredType>>;

export type WeightKind = keyof typeof WEIGHTS;

/**
 * How a matrix is stored.
 * @param columns values that share a row: blocks lie along it, and rows of other lengths stay f16
 */
export function storedType(kind: WeightKind, precision: Precision, columns: number): StoredType {
  if (precision === 'f32') return 'f32';
  const type = WEIGHTS[kind][precision];
  const { format } = ENCODINGS[type];
  return format && columns % format.block !== 0 ? 'f16' : type;
}
