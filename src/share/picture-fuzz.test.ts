import fc from 'fast-check';
import { encode } from 'fast-png';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';
import { readPictureSettings } from './picture-file.ts';
import { PngError } from './png-error.ts';
import { jpeg, tiff, webp } from './testing/exif-file.ts';
import { inputs } from './testing/inputs.ts';

/** Any bytes give settings, none, or a named error. */
async function read(bytes: Uint8Array): Promise<void> {
  const started = performance.now();
  try {
    await readPictureSettings(Uint8Array.from(bytes));
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
  }
  expect(performance.now() - started).toBeLessThan(10_000);
}

const comment = Buffer.from('ASCII\0\0\0a red house\nSteps: 3, Seed: 4, Size: 64x64');
const exif = tiff(
  {
    userComment: comment,
    main: [
      [0x010e, 'text'],
      [0x0110, 'prompt:{}'],
    ],
  },
  true,
);
const xmp = Buffer.from('<x:xmpmeta><exif:UserComment>a</exif:UserComment></x:xmpmeta>');
const png = Buffer.from(encode({ width: 1, height: 1, data: new Uint8Array(4) }));
const files = [
  png,
  exif,
  jpeg(exif, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp])),
  webp(exif, ['VP8X', Buffer.alloc(10)], ['XMP ', xmp]),
].map((file) => Buffer.from(file));

/** A file with some bytes changed, and cut off. */
const damaged = fc
  .tuple(
    fc.constantFrom(...files),
    fc.array(fc.tuple(fc.nat(2000), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x49)), {
      maxLength: 6,
    }),
    fc.nat(3000),
  )
  .map(([file, changes, length]) => {
    const bytes = Buffer.from(file);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes.subarray(0, length);
  });

const text = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
/** Chunks with right checksums, as only an attacker writes them. */
const chunk = fc
  .tuple(
    fc.constantFrom('tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'),
    fc.constantFrom('parameters', 'prompt', 'XML:com.adobe.xmp', 'Comment', 'Dream', ''),
    fc.constantFrom([0], [0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 0], []),
    fc.oneof(
      text,
      text.map((bytes) => deflateSync(bytes)),
      fc.constant(exif),
    ),
  )
  .map(([type, keyword, marks, data]) => {
    const body = Buffer.concat([Buffer.from(type + keyword, 'latin1'), Buffer.from(marks), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(body.length - 4);
    frame.set(body, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  });
const crafted = fc
  .array(chunk, { maxLength: 5 })
  .map((chunks) => Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]));

test('any bytes, damaged files and crafted chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged, crafted), read),
    inputs(1500),
  );
});

test('two hundred texts that each unpack to a mebibyte are not all unpacked', async () => {
  const packed = deflateSync(Buffer.alloc(2 ** 20, 'a'));
  const body = Buffer.concat([Buffer.from('zTXtComment\0\0', 'latin1'), packed]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(body.length - 4);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  const bomb = Buffer.concat([
    png.subarray(0, 33),
    ...Array.from({ length: 200 }, () => frame),
    png.subarray(33),
  ]);
  await read(bomb);
});
