import { describe, expect, it } from 'vitest';
import { assertSize, geometryFor, nearestValidSizes, validSides } from './geometry.ts';

const PUBLISHED = {
  resolutionMultiple: 42.67,
  latentDimScale: 10.67,
  decoderMultiple: 16,
  pixelsPerLatent: 4,
  minSide: 256,
  maxSide: 1536,
};

describe('geometryFor', () => {
  it('gives the reference sizes', () => {
    expect(geometryFor(1024, 1536, PUBLISHED)).toEqual({
      width: 1024,
      height: 1536,
      prior: { width: 24, height: 36, channels: 16 },
      decoder: { width: 256, height: 384, channels: 4 },
    });
    expect(geometryFor(512, 384, PUBLISHED)).toMatchObject({
      prior: { width: 12, height: 9 },
      decoder: { width: 128, height: 96 },
    });
  });

  it('takes other channel counts from the model', () => {
    const geometry = geometryFor(256, 256, { ...PUBLISHED, priorChannels: 8, decoderChannels: 3 });
    expect([geometry.prior.channels, geometry.decoder.channels]).toEqual([8, 3]);
  });

  it('holds for every valid side: Stage A gives back the requested pixels', () => {
    for (const side of validSides(PUBLISHED)) {
      const { prior, decoder } = geometryFor(side, side, PUBLISHED);
      expect(decoder.width * 4).toBe(side);
      expect(decoder.width % 16).toBe(0);
      expect(prior.width % 3).toBe(0);
    }
  });
});

describe('validSides', () => {
  it('are the multiples of 128 for the published models', () => {
    expect(validSides(PUBLISHED)).toEqual([
      256, 384, 512, 640, 768, 896, 1024, 1152, 1280, 1408, 1536,
    ]);
  });

  it('follow the limits and the constants', () => {
    expect(validSides({ ...PUBLISHED, minSide: 500, maxSide: 800 })).toEqual([512, 640, 768]);
    // A shallower decoder also takes sides between: 296 px is 7 Stage C cells and 74 Stage B cells.
    const shallow = validSides({ ...PUBLISHED, decoderMultiple: 2, maxSide: 384 });
    expect(shallow).toEqual([256, 296, 384]);
    // ceil(80 / 64) = 2 Stage C cells, 20 Stage B cells, 80 px: the ceiling matters.
    const coarse = { ...PUBLISHED, resolutionMultiple: 64, latentDimScale: 10, decoderMultiple: 2 };
    expect(validSides({ ...coarse, minSide: 80, maxSide: 80 })).toEqual([80]);
    const none = validSides({ ...PUBLISHED, minSide: 300, maxSide: 301 });
    expect(none).toEqual([]);
  });
});

describe('nearestValidSizes', () => {
  const nearest = (width: number, height: number) =>
    nearestValidSizes(width, height, PUBLISHED).map((size) => [size.width, size.height]);

  it('gives three, nearest first', () => {
    expect(nearest(500, 512)).toEqual([
      [512, 512],
      [384, 512],
      [512, 384],
    ]);
    expect(nearest(1000, 1100)[0]).toEqual([1024, 1152]);
    expect(nearest(1, 9999)[0]).toEqual([256, 1536]);
  });

  it('agrees with a search over all sizes', () => {
    const sides = validSides(PUBLISHED);
    for (const [width, height] of [
      [300, 1400],
      [777, 555],
      [1531, 260],
    ] as const) {
      const all = sides.flatMap((w) => sides.map((h) => Math.hypot(w - width, h - height)));
      const found = nearest(width, height).map(([w, h]) => Math.hypot(w! - width, h! - height));
      expect(found).toEqual(all.sort((a, b) => a - b).slice(0, 3));
    }
  });

  it('gives none for a size that is no number', () => {
    expect(nearest(NaN, 512)).toEqual([]);
  });
});

describe('assertSize', () => {
  it('says what was expected, what came and what is near', () => {
    expect(() => assertSize(500, 512, { ...PUBLISHED, maxSide: 640 })).toThrow(
      'Expected width and height from 256, 384, 512, 640; received 500x512. Nearest: 512x512, 384x512, 512x384.',
    );
    expect(() => geometryFor(1024, NaN, { ...PUBLISHED, maxSide: 384 })).toThrow(
      'Expected width and height from 256, 384; received 1024xNaN.',
    );
  });

  it.each([128, 1664, 512.5, -512, 0, Infinity])('refuses a side of %s', (side) => {
    expect(() => assertSize(side, 512, PUBLISHED)).toThrow(RangeError);
    expect(() => assertSize(512, side, PUBLISHED)).toThrow(RangeError);
  });

  it('gives the size back', () => {
    expect(assertSize(768, 1024, PUBLISHED)).toEqual({ width: 768, height: 1024 });
  });
});
