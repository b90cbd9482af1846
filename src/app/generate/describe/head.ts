import { fromHalf } from '../../../diffusion/half.ts';
import type { Latent } from '../../../protocol/engine.ts';
import { COLOURS, LIGHTS, STYLES, TERRAINS, THINGS, WEATHERS } from './world.ts';

/**
 * The head that reads words from the built-in model's compressor (`wuerstchen_train/evaluation/describer.py`): two 3x3
 * convolutions, a map of things and colours, and the scene's attributes from what is pooled. Some ten million
 * multiply-adds: a few milliseconds, and no runtime.
 */

const CHANNELS = 16;
const WIDTH = 64;
const POOLED = 64;
/** Horizontal bands that are averaged: sky, horizon, ground. */
const BANDS = 3;
const SEEN = (2 + BANDS) * WIDTH;
const CELL = THINGS.length + COLOURS.length;
const SCENE = LIGHTS.length + WEATHERS.length + TERRAINS.length + STYLES.length;

/** Layers in the order of the file: outputs, and inputs of each. */
const LAYERS = [
  [WIDTH, CHANNELS * 9],
  [WIDTH, WIDTH * 9],
  [CELL, WIDTH],
  [POOLED, SEEN],
  [SCENE, POOLED],
] as const;

interface Layer {
  /** [outputs, inputs], rows one behind the other. */
  weight: Float32Array;
  bias: Float32Array;
}

/** What the head makes of a latent. */
export interface Seen {
  /** Probability of each of `LIGHTS`, `WEATHERS`, `TERRAINS` and `STYLES`. */
  light: number[];
  weather: number[];
  terrain: number[];
  style: number[];
  /** For each of `THINGS` how surely it stands in some cell, 0 to 1. */
  things: number[];
  /** For each of `THINGS` the probability of each of `COLOURS`, where it is seen most. */
  colours: number[][];
}

/**
 * @param bytes float16, little-endian: weight and bias of each layer
 * @throws Error if there are more or fewer
 */
export function readHead(bytes: Uint8Array): Layer[] {
  const count = LAYERS.reduce((sum, [outputs, inputs]) => sum + outputs * (inputs + 1), 0);
  if (bytes.length !== 2 * count) {
    throw new Error(`Expected ${2 * count} bytes of weights; received ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = Float32Array.from({ length: count }, (_, i) =>
    fromHalf(view.getUint16(2 * i, true)),
  );
  let at = 0;
  const take = (length: number) => values.subarray(at, (at += length));
  return LAYERS.map(([outputs, inputs]) => ({
    weight: take(outputs * inputs),
    bias: take(outputs),
  }));
}

/** @param latent of the built-in model's compressor, [1, 16, h, w] */
export function look(latent: Latent, [first, second, cell, pooled, scene]: Layer[]): Seen {
  const { width, height } = latent;
  const cells = width * height;
  const inner = rectified(convolved(latent.data, CHANNELS, width, height, first!));
  const features = rectified(convolved(inner, WIDTH, width, height, second!));
  const seen = pool(features, width, height);
  const about = linear(rectified(linear(seen, pooled!)), scene!);
  let at = 0;
  const part = (length: number) => softmax([...about.subarray(at, (at += length))]);
  const map = Array.from({ length: cells }, (_, i) => {
    const here = linear(
      Float32Array.from({ length: WIDTH }, (_, channel) => features[channel * cells + i]!),
      cell!,
    );
    return {
      things: softmax([...here.subarray(0, THINGS.length)]),
      colours: softmax([...here.subarray(THINGS.length)]),
    };
  });
  return {
    light: part(LIGHTS.length),
    weather: part(WEATHERS.length),
    terrain: part(TERRAINS.length),
    style: part(STYLES.length),
    things: THINGS.map((_, thing) => Math.max(...map.map(({ things }) => things[thing]!))),
    colours: THINGS.map((_, thing) => {
      const whole = map.reduce((sum, { things }) => sum + things[thing]!, 0);
      return COLOURS.map(
        (_, colour) =>
          map.reduce((sum, each) => sum + each.things[thing]! * each.colours[colour]!, 0) / whole,
      );
    }),
  };
}

/** 3x3, zeros beyond the edges; [channels, h, w] to [outputs, h, w]. */
function convolved(
  input: Float32Array,
  channels: number,
  width: number,
  height: number,
  { weight, bias }: Layer,
): Float32Array {
  const cells = width * height;
  const output = new Float32Array(bias.length * cells);
  for (let o = 0; o < bias.length; o++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = bias[o]!;
        for (let dy = -1; dy <= 1; dy++) {
          if (y + dy < 0 || y + dy >= height) continue;
          for (let dx = -1; dx <= 1; dx++) {
            if (x + dx < 0 || x + dx >= width) continue;
            const from = (y + dy) * width + x + dx;
            const tap = o * channels * 9 + (dy + 1) * 3 + dx + 1;
            for (let c = 0; c < channels; c++)
              sum += weight[tap + 9 * c]! * input[c * cells + from]!;
          }
        }
        output[o * cells + y * width + x] = sum;
      }
    }
  }
  return output;
}

/** Of each channel the mean, the largest value, and the means of bands of rows, one channel after the other. */
function pool(features: Float32Array, width: number, height: number): Float32Array {
  const seen = new Float32Array(SEEN);
  const meanOf = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  for (let channel = 0; channel < WIDTH; channel++) {
    const plane = features.subarray(channel * width * height, (channel + 1) * width * height);
    seen[channel] = meanOf(plane);
    seen[WIDTH + channel] = plane.reduce((most, v) => Math.max(most, v), -Infinity);
    for (let band = 0; band < BANDS; band++) {
      const from = Math.floor((band * height) / BANDS);
      const to = Math.ceil(((band + 1) * height) / BANDS);
      seen[2 * WIDTH + BANDS * channel + band] = meanOf(plane.subarray(from * width, to * width));
    }
  }
  return seen;
}

function linear(input: Float32Array, { weight, bias }: Layer): Float32Array {
  return bias.map((start, o) => {
    let sum = start;
    for (let i = 0; i < input.length; i++) sum += weight[o * input.length + i]! * input[i]!;
    return sum;
  });
}

const rectified = (values: Float32Array): Float32Array => values.map((value) => Math.max(0, value));

function softmax(logits: number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / whole);
}
