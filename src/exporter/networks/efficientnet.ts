import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { conv2d, normedConv2d } from './convolution.ts';
import { silu } from './layers.ts';

/** `features` of torchvision's EfficientNetV2 (torchvision/models/efficientnet.py), NCHW. */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const Layers = v.pipe(Size, v.maxValue(100));

/** A row of table 4 in the EfficientNetV2 paper: `layers` blocks of which the first has the stride. */
const StageSchema = v.strictObject({
  /** FusedMBConv; otherwise MBConv, which has squeeze and excitation. */
  fused: v.boolean(),
  expand: Size,
  stride: v.picklist([1, 2]),
  in: Size,
  out: Size,
  layers: Layers,
});
export const StagesSchema = v.pipe(v.array(StageSchema), v.minLength(1), v.maxLength(20));
type EfficientNetStage = v.InferOutput<typeof StageSchema>;

const stage = (
  [kind, expand, stride]: readonly ['fused' | 'plain', number, 1 | 2],
  [from, out]: readonly [number, number],
  layers: number,
): EfficientNetStage => ({ fused: kind === 'fused', expand, stride, in: from, out, layers });

/** `efficientnet_v2_s`. */
export const EFFICIENTNET_V2_S: readonly EfficientNetStage[] = [
  stage(['fused', 1, 1], [24, 24], 2),
  stage(['fused', 4, 2], [24, 48], 4),
  stage(['fused', 4, 2], [48, 64], 4),
  stage(['plain', 4, 2], [64, 128], 6),
  stage(['plain', 6, 1], [128, 160], 9),
  stage(['plain', 6, 2], [160, 256], 15),
];

/** Of its BatchNorms. */
const EPSILON = 1e-3;
const STEM_STRIDE = 2;

/** Side of the input over that of the features. */
export const strideOf = (stages: readonly EfficientNetStage[]) =>
  stages.reduce((product, { stride }) => product * stride, STEM_STRIDE);

/** A convolution and its norm, as `Conv2dNormActivation` names them. */
const keysOf = (key: string) => ({ convolution: `${key}.0`, norm: `${key}.1`, epsilon: EPSILON });

/**
 * x [B, 3, H, W] -> [B, channels, H / stride, W / stride].
 * @param key of `features` in the checkpoint
 * @param channels of the last layer
 * @param positionsAt names the positions of a picture that is so many times smaller than x
 */
export function efficientNetFeatures(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  {
    key,
    stages,
    channels,
  }: { key: string; stages: readonly EfficientNetStage[]; channels: number },
  positionsAt: (reduction: number) => string,
): Value {
  const stem = { in: 3, out: stages[0]!.in, kernel: 3, stride: STEM_STRIDE, pad: 1 };
  let reduction = STEM_STRIDE;
  x = silu(g, normedConv2d(g, checkpoint, x, keysOf(`${key}.0`), stem, [positionsAt(reduction)]));
  for (const [i, row] of stages.entries()) {
    for (let j = 0; j < row.layers; j++) {
      const isFirst = j === 0;
      const size = {
        ...row,
        in: isFirst ? row.in : row.out,
        stride: isFirst ? row.stride : 1,
      };
      const before = positionsAt(reduction);
      reduction *= size.stride;
      const block = row.fused ? fusedBlock : plainBlock;
      const made = block(g, checkpoint, x, `${key}.${i + 1}.${j}.block`, size, {
        before,
        after: positionsAt(reduction),
      });
      x = size.stride === 1 && size.in === size.out ? g.node('Add', [made, x]) : made;
    }
  }
  const last = { in: stages.at(-1)!.out, out: channels, kernel: 1 };
  const keys = keysOf(`${key}.${stages.length + 1}`);
  return silu(g, normedConv2d(g, checkpoint, x, keys, last, [positionsAt(reduction)]));
}

interface BlockSize {
  in: number;
  out: number;
  expand: number;
  stride: number;
}

/** FusedMBConv: a 3x3 convolution to more channels and back; only the 3x3 where there are no more. */
function fusedBlock(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  { in: from, out, expand, stride }: BlockSize,
  positions: { after: string },
): Value {
  const at = [positions.after];
  const first = { in: from, out: expand === 1 ? out : from * expand, kernel: 3, stride, pad: 1 };
  const wide = silu(g, normedConv2d(g, checkpoint, x, keysOf(`${key}.0`), first, at));
  if (expand === 1) return wide;
  const back = { in: first.out, out, kernel: 1 };
  return normedConv2d(g, checkpoint, wide, keysOf(`${key}.1`), back, at);
}

/** MBConv: more channels, depthwise 3x3, squeeze and excitation, and back. */
function plainBlock(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  { in: from, out, expand, stride }: BlockSize,
  positions: { before: string; after: string },
): Value {
  const wide = from * expand;
  let index = 0;
  if (expand !== 1) {
    const keys = keysOf(`${key}.${index++}`);
    const size = { in: from, out: wide, kernel: 1 };
    x = silu(g, normedConv2d(g, checkpoint, x, keys, size, [positions.before]));
  }
  const depthwise = { in: wide, out: wide, kernel: 3, stride, pad: 1, groups: wide };
  const at = [positions.after];
  x = silu(g, normedConv2d(g, checkpoint, x, keysOf(`${key}.${index++}`), depthwise, at));

  const squeezed = Math.max(1, Math.floor(from / 4));
  const excitation = `${key}.${index++}`;
  const mean = g.node('ReduceMean', [x, g.integers([2, 3])], { keepdims: 1n });
  const few = { in: wide, out: squeezed, kernel: 1 };
  const hidden = silu(g, conv2d(g, checkpoint, mean, `${excitation}.fc1`, few, []));
  const many = { in: squeezed, out: wide, kernel: 1 };
  const gate = g.node('Sigmoid', [conv2d(g, checkpoint, hidden, `${excitation}.fc2`, many, [])]);
  x = g.node('Mul', [x, gate]);

  const back = { in: wide, out, kernel: 1 };
  return normedConv2d(g, checkpoint, x, keysOf(`${key}.${index}`), back, at);
}
