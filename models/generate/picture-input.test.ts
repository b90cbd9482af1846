import { encode } from 'fast-png';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/package/manifest.ts';
import { readPictureInput } from './picture-input.ts';
import { readPng } from './read-png.ts';

const manifest = parseManifest(
  JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')),
);

describe('the picture to start from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const png = (
    name: string,
    [width, height]: readonly [number, number],
    pixel: (x: number, y: number) => number[],
    depth: 8 | 16 = 8,
  ) => {
    const values = Array.from({ length: width * height }, (_, i) =>
      pixel(i % width, Math.floor(i / width)),
    );
    const data = depth === 8 ? Uint8Array.from(values.flat()) : Uint16Array.from(values.flat());
    const path = join(folder, `${name}.png`);
    writeFileSync(path, encode({ width, height, data, channels: values[0]!.length, depth }));
    return path;
  };

  it.each([
    [
      [300, 200],
      [256, 256],
    ],
    [
      [700, 500],
      [640, 512],
    ],
    [
      [2400, 1200],
      [1024, 512],
    ],
    [
      [512, 512],
      [512, 512],
    ],
  ] as const)('of %s has the size %s', ([width, height], [w, h]) => {
    const image = png('size', [width, height], (x) => [x % 256]);
    const { size, input } = readPictureInput({ image }, manifest)!;
    expect(size).toEqual({ width: w, height: h });
    expect(input).toMatchObject({ bitmap: { width: w, height: h }, strength: 0.6 });
  });

  it('covers the size that is asked for: the middle stays', () => {
    const thirds = (x: number) => [x < 200 ? 0 : x < 400 ? 255 : 128, 9, 9];
    const image = png('wide', [600, 200], thirds);
    const { bitmap } = readPictureInput({ image }, manifest, { width: 256, height: 256 })!.input;
    const reds = [...bitmap.rgba].filter((_, i) => i % 4 === 0);
    expect(reds.filter((red) => red > 250).length / reds.length).toBeGreaterThan(0.97);
    expect(bitmap.rgba[4 * (256 * 128 + 128) + 3]).toBe(255);
  });

  it('has a mask whose white is painted anew, and its own strength and seam', () => {
    const image = png('image', [256, 256], () => [1, 2, 3]);
    const mask = png('mask', [256, 256], (x) =>
      x < 100 ? [255, 255] : x < 200 ? [0, 255] : [255, 0],
    );
    const { input } = readPictureInput({ image, mask, strength: 0.9, feather: 3 }, manifest)!;
    expect(input).toMatchObject({ strength: 0.9, feather: 3 });
    expect([0, 99, 100, 199, 200, 255].map((x) => input.mask!.data[x])).toEqual([
      255, 255, 0, 0, 0, 0,
    ]);
  });

  it('is reconstructed without change, and larger where a size is given', () => {
    const reconstruct = png('small', [256, 256], (x, y) => [x, y, 7]);
    const { input } = readPictureInput({ reconstruct }, manifest)!;
    expect(input).toMatchObject({ strength: 0, bitmap: readPng(reconstruct) });
    const large = readPictureInput({ reconstruct }, manifest, { width: 512, height: 512 })!;
    expect(large.input.bitmap).toMatchObject({ width: 512, height: 512 });
    expect(large.input.bitmap.rgba[4 * (512 * 400 + 100)]).toBeCloseTo(50, -1);
  });

  it('is read from 16 bits as from 8', () => {
    const eight = readPng(png('8', [4, 3], (x, y) => [10 * x, 20 * y, 5]));
    const sixteen = readPng(png('16', [4, 3], (x, y) => [2570 * x, 5140 * y, 1285], 16));
    expect(sixteen).toEqual(eight);
    expect([...eight.rgba.slice(-4)]).toEqual([30, 40, 5, 255]);
  });

  it('is refused by what is wrong', () => {
    const jpeg = join(folder, 'photo.jpg');
    writeFileSync(jpeg, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'no picture');
    const image = png('whole', [256, 256], () => [1, 2, 3]);
    const mask = png('other', [128, 128], () => [255]);
    const read = (flags: Parameters<typeof readPictureInput>[0]) => () =>
      readPictureInput(flags, manifest);
    expect(read({ image: jpeg })).toThrow(/photo.jpg is a JPEG file; .* reads PNG only/);
    expect(read({ image: text })).toThrow(/notes.txt is no PNG file/);
    expect(read({ image: join(folder, 'none.png') })).toThrow(/none.png: expected a PNG file/);
    expect(read({ image, mask })).toThrow(/expected a mask of 256x256.* it is 128x128/);
    expect(read({ mask })).toThrow(/give one with --image/);
    expect(read({ image, reconstruct: image })).toThrow(/one of the two/);
    expect(read({ reconstruct: image, strength: 0.5 })).toThrow(/--reconstruct changes nothing/);
    expect(() => readPictureInput({ image }, manifest, { width: 300, height: 300 })).toThrow(
      /Nearest: 256x256/,
    );
    expect(read({})()).toBeNull();
  });
});
