import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encode } from 'fast-png';
import { readImageHeader } from './image-header.ts';

/** Text as Latin-1, numbers as bytes. */
const bytes = (...parts: (string | number | Uint8Array)[]): Blob =>
  new Blob(
    parts.map((part) =>
      typeof part === 'number'
        ? Uint8Array.of(part)
        : typeof part === 'string'
          ? Uint8Array.from(part, (sign) => sign.charCodeAt(0))
          : Uint8Array.from(part),
    ),
  );

const png = Uint8Array.from(encode({ width: 5, height: 3, data: new Uint8Array(60) }));
/** Behind IHDR, as in an animated PNG; its checksum is nobody's concern here. */
const acTL = (frames: number) => `\0\0\0\x08acTL\0\0\0${String.fromCharCode(frames)}\0\0\0\0CRC!`;

const gif = (frames: number) => {
  const frame = '\x21\xf9\x04\0\0\0\0\0' + '\x2c\0\0\0\0\x02\0\x01\0\x80ABCDEF\x02\x03xyz\0';
  return bytes('GIF89a\x2c\x01\xc8\0\x80\0\0', 'RGBRGB', frame.repeat(frames), ';');
};

const webp = (chunk: string) => bytes('RIFF\0\0\0\0WEBP', chunk);

test.each([
  ['PNG', bytes(png), [5, 3, false]],
  ['animated PNG', bytes(png.subarray(0, 33), acTL(4), png.subarray(33)), [5, 3, true]],
  ['PNG of one frame', bytes(png.subarray(0, 33), acTL(1), png.subarray(33)), [5, 3, false]],
  [
    'JPEG behind a profile and fill bytes',
    bytes('\xff\xd8\xff\xe2\0\x05abc\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x16\xa8\x21\xfc\x03'),
    [8700, 5800, false],
  ],
  ['GIF', gif(1), [300, 200, false]],
  ['animated GIF', gif(3), [300, 200, true]],
  ['lossy WebP', webp('VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\0'), [320, 240, false]],
  ['lossless WebP', webp('VP8L\0\0\0\0\x2f\x3f\xc1\x3b\0'), [320, 240, false]],
  ['animated WebP', webp('VP8X\x0a\0\0\0\x02\0\0\0\x3f\x01\0\xef\0\0'), [320, 240, true]],
] as const)('%s', async (_kind, file, [width, height, isAnimated]) =>
  expect(await readImageHeader(file)).toEqual({ width, height, isAnimated }),
);

test('a WebP of this project is read', async () =>
  expect(
    await readImageHeader(bytes(readFileSync('src/app/generate/samples/house.webp'))),
  ).toMatchObject({ isAnimated: false, width: expect.any(Number) as number }));

test('what is cut off or of another kind has no header, and nothing throws', async () => {
  const whole = [bytes(png), webp('VP8X\x0a\0\0\0\x02\0\0\0\x3f\x01\0\xef\0\0'), gif(2)];
  for (const file of whole) {
    for (let end = 0; end < file.size; end++) await readImageHeader(file.slice(0, end));
    expect(await readImageHeader(file.slice(0, 9))).toBeNull();
  }
  expect(await readImageHeader(bytes('\xff\xd8\xff\xe0'))).toBeNull();
  expect(await readImageHeader(bytes('BM, a bitmap of Windows, and more of it'))).toBeNull();
});
