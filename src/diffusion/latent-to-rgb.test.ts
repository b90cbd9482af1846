import { describe, expect, it } from 'vitest';
import {
  addPicture,
  cellsIn,
  emptySums,
  fitLatentToRgb,
  type LatentToRgb,
  type LatentToRgbSums,
} from './latent-to-rgb.ts';
import { TorchGenerator } from './noise.ts';

const colourOf = ({ weights, bias }: LatentToRgb, values: readonly number[]) =>
  weights.map((row, i) => row.reduce((sum, w, c) => sum + w * values[c]!, bias[i]!));

/** A map as a model may have it. */
function mapOf(channels: number): LatentToRgb {
  const weights = [0, 2, 4].map((phase) =>
    Array.from({ length: channels }, (_, c) => 0.1 * Math.sin(c + phase)),
  );
  return { weights, bias: [0.45, 0.5, 0.55] };
}

interface Picture {
  latent: Float32Array;
  colours: number[];
}

interface Habits {
  /** Of the colours: what is not linear in a picture. */
  noise?: number;
  /** The mean of each channel: pictures differ in it. */
  offset?: (channel: number) => number;
  /** Standard deviation of the latent. */
  spread?: number;
}

/** What a model with this map paints. */
function pictureOf(
  map: LatentToRgb,
  cells: number,
  seed: number,
  { noise = 0, offset = () => 0, spread = 1 }: Habits = {},
): Picture {
  const channels = map.weights[0]!.length;
  const random = new TorchGenerator(seed);
  const latent = random
    .randn(channels * cells)
    .map((value, i) => spread * value + offset(Math.floor(i / cells)));
  const errors = random.randn(cells * 3);
  const colours = Array.from({ length: cells }, (_, cell) =>
    colourOf(
      map,
      Array.from({ length: channels }, (_, c) => latent[c * cells + cell]!),
    ).map((colour, i) => colour + noise * errors[cell * 3 + i]!),
  ).flat();
  return { latent, colours };
}

const learn = (channels: number, ...pictures: readonly Picture[]): LatentToRgbSums =>
  pictures.reduce(
    (sums, { latent, colours }) => addPicture(sums, latent, colours),
    emptySums(channels),
  );

/** Root mean square error of the colours of another picture. */
function errorOn({ latent, colours }: Picture, map: LatentToRgb): number {
  const cells = colours.length / 3;
  const channels = map.weights[0]!.length;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const values = Array.from({ length: channels }, (_, c) => latent[c * cells + cell]!);
    colourOf(map, values).forEach((colour, i) => (sum += (colour - colours[cell * 3 + i]!) ** 2));
  }
  return Math.sqrt(sum / colours.length);
}

describe('the map from latents to colours', () => {
  it.each([1, 4, 16, 37])('is found in pictures of %i channels', (channels) => {
    const map = mapOf(channels);
    const found = fitLatentToRgb(
      learn(channels, pictureOf(map, 576, 1), pictureOf(map, 576, 2), pictureOf(map, 576, 3)),
    )!;
    map.weights.forEach((row, i) => {
      expect(found.weights[i]).toHaveLength(channels);
      row.forEach((weight, c) =>
        expect(Math.abs(found.weights[i]![c]! - weight)).toBeLessThan(2e-3),
      );
      expect(Math.abs(found.bias[i]! - map.bias[i]!)).toBeLessThan(2e-3);
    });
  });

  it('does not depend on the scale of the latent', () => {
    const map = mapOf(16);
    const small = { ...map, weights: map.weights.map((row) => row.map((weight) => weight * 1e4)) };
    const found = fitLatentToRgb(learn(16, pictureOf(small, 576, 1, { spread: 1e-4 })))!;
    expect(found.weights[0]![3]! / small.weights[0]![3]!).toBeCloseTo(1, 2);
  });

  it('gets better with a second picture', () => {
    const map = mapOf(16);
    // Each shows some directions only, as pictures do.
    const half = (from: number) => ({
      noise: 0.05,
      offset: (c: number) => (c >= from && c < from + 8 ? 1.5 : 0),
    });
    const unseen = pictureOf(map, 144, 9);
    const one = pictureOf(map, 36, 1, half(0));
    const two = pictureOf(map, 36, 2, half(8));
    const first = errorOn(unseen, fitLatentToRgb(learn(16, one))!);
    const second = errorOn(unseen, fitLatentToRgb(learn(16, one, two))!);
    expect(second).toBeLessThan(0.8 * first);
    expect(second).toBeLessThan(0.06);
  });

  it('is stable where there are fewer cells than channels', () => {
    const map = mapOf(16);
    const found = fitLatentToRgb(learn(16, pictureOf(map, 9, 1, { noise: 0.05 })))!;
    const largest = Math.max(...found.weights.flat().map(Math.abs));
    expect(largest).toBeLessThan(0.5);
    // Better than to show the mean colour everywhere.
    const unseen = pictureOf(map, 144, 9);
    const flat = { weights: map.weights.map((row) => row.map(() => 0)), bias: map.bias };
    expect(errorOn(unseen, found)).toBeLessThan(errorOn(unseen, flat));
  });

  it.each([
    ['of one value', (channel: number) => Math.fround(0.1 * (channel + 1))],
    ['of zeros', () => 0],
  ])('of a single picture %s shows its colour', (_name, valueOf) => {
    const cells = 144;
    const latent = Float32Array.from({ length: 16 * cells }, (_, i) =>
      valueOf(Math.floor(i / cells)),
    );
    const colours = Array.from({ length: cells }, () => [0.9, 0.5, 0.1]).flat();
    const found = fitLatentToRgb(learn(16, { latent, colours }))!;
    for (const weight of found.weights.flat()) expect(Math.abs(weight)).toBeLessThan(1);
    const values = Array.from({ length: 16 }, (_, c) => valueOf(c));
    colourOf(found, values).forEach((colour, i) =>
      expect(Math.abs(colour - [0.9, 0.5, 0.1][i]!)).toBeLessThan(0.05),
    );
  });

  it('of a single dark picture is grey, not dark, at zero', () => {
    const latent = pictureOf(mapOf(16), 144, 1, { offset: () => 2 }).latent;
    const colours = Array.from({ length: 144 * 3 }, () => 0.1);
    const found = fitLatentToRgb(learn(16, { latent, colours }))!;
    for (const colour of found.bias) expect(Math.abs(colour - 0.5)).toBeLessThan(0.05);
    for (const colour of colourOf(found, Array<number>(16).fill(2)))
      expect(colour).toBeCloseTo(0.1, 1);
  });

  it('is not there before the first picture', () => {
    expect(fitLatentToRgb(emptySums(16))).toBeNull();
  });
});

describe('the sums', () => {
  it('leave out what is not finite, and that only', () => {
    const map = mapOf(16);
    const picture = pictureOf(map, 144, 1);
    const spoiled = { latent: picture.latent.slice(), colours: [...picture.colours] };
    spoiled.latent[5] = NaN;
    spoiled.latent[144 + 7] = Infinity;
    spoiled.colours[3 * 9 + 1] = NaN;
    const sums = learn(16, spoiled);
    expect(cellsIn(sums)).toBe(141);
    expect(errorOn(pictureOf(map, 144, 2), fitLatentToRgb(sums)!)).toBeLessThan(0.02);
    const nothing = { latent: picture.latent.map(() => NaN), colours: picture.colours };
    expect(fitLatentToRgb(learn(16, nothing))).toBeNull();
  });

  it('forget: after many pictures of another kind the old ones do not count', () => {
    const [old, present] = [mapOf(16), { ...mapOf(16), bias: [0.2, 0.3, 0.4] }];
    let sums = emptySums(16);
    for (let i = 0; i < 20; i++) {
      const { latent, colours } = pictureOf(old, 2304, i);
      sums = addPicture(sums, latent, colours);
    }
    for (let i = 0; i < 40; i++) {
      const { latent, colours } = pictureOf(present, 2304, 100 + i);
      sums = addPicture(sums, latent, colours);
    }
    expect(cellsIn(sums)).toBeLessThanOrEqual(2 ** 14 * (1 + 1e-9));
    expect(fitLatentToRgb(sums)!.bias[0]).toBeCloseTo(0.2, 2);
  });

  it('go through JSON and are gone on with', () => {
    const map = mapOf(16);
    const sums = learn(16, pictureOf(map, 144, 1));
    const again = JSON.parse(JSON.stringify(sums)) as LatentToRgbSums;
    expect(again).toEqual(sums);
    const { latent, colours } = pictureOf(map, 144, 2);
    expect(addPicture(again, latent, colours)).toEqual(addPicture(sums, latent, colours));
    expect(JSON.stringify(sums).length).toBeLessThan(6000);
  });

  it('stay as they were where a picture is added', () => {
    const map = mapOf(4);
    const sums = learn(4, pictureOf(map, 36, 1));
    const before = structuredClone(sums);
    const { latent, colours } = pictureOf(map, 36, 2);
    addPicture(sums, latent, colours);
    expect(sums).toEqual(before);
  });

  it('refuse a latent of another shape', () => {
    expect(() => addPicture(emptySums(16), new Float32Array(15), [0, 0, 0])).toThrow(
      'Expected a latent of 16 channels in 1 cells; received 15 values.',
    );
  });
});
