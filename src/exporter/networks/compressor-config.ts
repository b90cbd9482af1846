import * as v from 'valibot';
import { EFFICIENTNET_V2_S, StagesSchema, strideOf } from './efficientnet.ts';

/** The Semantic Compressor (paper, section 3.2) comes in two architectures; its config.json says which. */

/** `warp-ai/EfficientNetEncoder`, and the effnet of the authors' own repository. */
const EFFICIENTNET_ENCODER_CLASS = 'EfficientNetEncoder';
/** That of the built-in model: models/training/wuerstchen_train/networks/compressor.py. */
export const SEMANTIC_COMPRESSOR_CLASS = 'SemanticCompressor';

export const COMPRESSOR_CLASSES = [EFFICIENTNET_ENCODER_CLASS, SEMANTIC_COMPRESSOR_CLASS] as const;

const Size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const Level = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Colour = v.pipe(v.array(Level), v.length(3));

/** Pixels that the compressor sees for a cell of its latent, along a side: 0.75 of the picture's 42.67. */
export const PIXELS_PER_CELL = 32;

const EfficientNetSchema = v.object({
  _class_name: v.literal(EFFICIENTNET_ENCODER_CLASS),
  c_latent: Size,
  /** Channels of the features. */
  c_cond: Size,
  /** The name that torchvision has for it, or its table. */
  effnet: v.pipe(
    v.union(
      [
        v.pipe(
          v.literal('efficientnet_v2_s'),
          v.transform(() => EFFICIENTNET_V2_S),
        ),
        StagesSchema,
      ],
      'Expected efficientnet_v2_s, or a list of stages',
    ),
    v.check(
      (stages) => strideOf(stages) === PIXELS_PER_CELL,
      `Expected strides whose product, with the first layer's 2, is ${PIXELS_PER_CELL}`,
    ),
  ),
});

const SemanticCompressorSchema = v.pipe(
  v.object({
    _class_name: v.literal(SEMANTIC_COMPRESSOR_CLASS),
    c_latent: Size,
    /** Side of the patches that become one position each. */
    patch_size: Size,
    /** Channels of each level; between levels a 2x2 convolution halves the sides. */
    c_hidden: v.pipe(v.array(Size), v.minLength(1), v.maxLength(10)),
    /** ResBlocks of each level. */
    blocks: v.array(v.pipe(Size, v.maxValue(100))),
    /** What pixels from 0 to 1 are normalised with. */
    mean: Colour,
    std: v.pipe(v.array(v.pipe(Level, v.gtValue(0))), v.length(3)),
  }),
  v.check(
    ({ c_hidden: widths, blocks }) => widths.length === blocks.length,
    'Expected as many blocks as c_hidden',
  ),
  v.check(
    ({ patch_size: patch, c_hidden: widths }) =>
      patch * 2 ** (widths.length - 1) === PIXELS_PER_CELL,
    `Expected patch_size and levels that make ${PIXELS_PER_CELL} pixels one position`,
  ),
);

export const CompressorConfigSchema = v.variant('_class_name', [
  EfficientNetSchema,
  SemanticCompressorSchema,
]);
export type CompressorConfig = v.InferOutput<typeof CompressorConfigSchema>;
export type SemanticCompressorConfig = v.InferOutput<typeof SemanticCompressorSchema>;

/** How many blocks it is made of. */
export const blocksOf = (config: CompressorConfig): number =>
  (config._class_name === SEMANTIC_COMPRESSOR_CLASS
    ? config.blocks
    : config.effnet.map(({ layers }) => layers)
  ).reduce((sum: number, count: number) => sum + count, 0);

/** ImageNet's, with which EfficientNet was trained. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What pixels from 0 to 1 are normalised with: (pixels - mean) / std for each colour. */
export const normalisationOf = (config: CompressorConfig): { mean: number[]; std: number[] } =>
  config._class_name === SEMANTIC_COMPRESSOR_CLASS
    ? { mean: config.mean, std: config.std }
    : IMAGENET;
