import { encode } from 'fast-png';
import { deflateSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { crc32 } from './crc32.ts';
import { PngError, type PngFault } from './png-error.ts';
import { readPngText, withPngText } from './png.ts';
import { seeded } from './testing/random.ts';

const KEY = 'parameters';
const plain = Uint8Array.from(encode({ width: 3, height: 2, data: new Uint8Array(24).fill(90) }));

const bytesOf = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const latin1Of = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** `plain` with one more chunk of any kind behind its header. */
function withChunk(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat([bytesOf(type), ...parts]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const headerEnd = 8 + 12 + 13;
  return Uint8Array.from(
    Buffer.concat([plain.subarray(0, headerEnd), chunk, plain.subarray(headerEnd)]),
  );
}

async function faultOf(bytes: Uint8Array<ArrayBuffer>): Promise<PngFault | null> {
  try {
    await readPngText(bytes, KEY);
    return null;
  } catch (error) {
    if (error instanceof PngError) return error.fault;
    throw error;
  }
}

test('crc32 gives the published check value', () => {
  expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
});

test('Latin-1 goes into tEXt, everything else into iTXt, and both read back', async () => {
  const seen = new Set<string>();
  for (const text of ['a red house', 'Würstchen\nÄ ÿ', '日本 😀', 'שלום', '', '“quoted”']) {
    const png = withPngText(plain, KEY, text);
    seen.add(String.fromCharCode(...png.subarray(37, 41)));
    expect(await readPngText(png, KEY)).toBe(text);
    expect(await readPngText(png, 'other')).toBeNull();
  }
  expect([...seen]).toEqual(['tEXt', 'iTXt']);
});

test('any text reads back', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const text = seeded(seed).text(20);
    expect(await readPngText(withPngText(plain, KEY, text), KEY)).toBe(text);
  }
});

test('the picture stays what it was', () => {
  const png = withPngText(plain, KEY, 'x');
  expect(png.length).toBe(plain.length + 12 + KEY.length + 2);
  expect(png.subarray(0, 33)).toEqual(plain.subarray(0, 33));
  expect(png.subarray(33 + 12 + KEY.length + 2)).toEqual(plain.subarray(33));
});

describe('texts of other programs', () => {
  const packed = Uint8Array.from(deflateSync(bytesOf('é packed')));

  it.each([
    ['zTXt', [latin1Of(`${KEY}\0\0`), Uint8Array.from(deflateSync(latin1Of('é packed')))]],
    ['iTXt', [latin1Of(`${KEY}\0\x01\0en\0translated\0`), packed]],
    ['iTXt', [latin1Of(`${KEY}\0\0\0en-GB\0\0`), bytesOf('é packed')]],
  ])('%s', async (type, parts) => {
    expect(await readPngText(withChunk(type, ...parts), KEY)).toBe('é packed');
  });

  it('reads one that stands behind the pixels, and looks at nothing behind the end', async () => {
    const chunk = withPngText(plain, KEY, 'late').subarray(33, 33 + 12 + KEY.length + 5);
    const end = plain.length - 12;
    const png = Buffer.concat([plain.subarray(0, end), chunk, plain.subarray(end), chunk]);
    expect(await readPngText(Uint8Array.from(png), KEY)).toBe('late');
  });
});

describe('broken files', () => {
  const bomb = Uint8Array.from(deflateSync(Buffer.alloc(50_000_000)));

  it.each<[string, Uint8Array<ArrayBuffer>, PngFault]>([
    ['nothing', new Uint8Array(), 'not-png'],
    ['a JPEG', Uint8Array.of(255, 216, 255, 224, 0, 16, 74, 70), 'not-png'],
    ['no keyword end', withChunk('tEXt', bytesOf(KEY)), 'damaged'],
    ['a bomb', withChunk('zTXt', latin1Of(`${KEY}\0\0`), bomb), 'too-long'],
    ['a book', withChunk('tEXt', latin1Of(`${KEY}\0`), new Uint8Array(2 ** 20 + 1)), 'too-long'],
    ['an unknown packing', withChunk('zTXt', latin1Of(`${KEY}\0\x07`), bomb), 'damaged'],
    ['no packing', withChunk('zTXt', latin1Of(`${KEY}\0`)), 'damaged'],
    ['half a packing', withChunk('zTXt', latin1Of(`${KEY}\0\0`), bomb.subarray(0, 9)), 'damaged'],
    ['noise for packing', withChunk('zTXt', latin1Of(`${KEY}\0\0`), bytesOf('noise')), 'damaged'],
    ['Latin-1 for UTF-8', withChunk('iTXt', latin1Of(`${KEY}\0\0\0\0\0\xe9`)), 'damaged'],
    ['no language', withChunk('iTXt', latin1Of(`${KEY}\0\0\0`)), 'damaged'],
    ['a text first', Uint8Array.from([...plain.subarray(0, 8), ...plain.subarray(33)]), 'damaged'],
  ])('%s', async (_, bytes, fault) => expect(await faultOf(bytes)).toBe(fault));

  it('truncated anywhere', async () => {
    const png = withPngText(plain, KEY, 'a red house at night');
    for (let length = 0; length < png.length; length++) {
      expect(await faultOf(png.slice(0, length))).toBe(length < 8 ? 'not-png' : 'truncated');
    }
  });

  it('one bit flipped anywhere', async () => {
    const png = withPngText(plain, KEY, 'a red house at night');
    for (let bit = 0; bit < png.length * 8; bit++) {
      const flipped = Uint8Array.from(png);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(await faultOf(flipped)).not.toBeNull();
    }
  });

  it('packed text with one bit flipped under a right checksum is never another text', async () => {
    const text = 'a red house, a blue house, a red house';
    const packed = deflateSync(bytesOf(text));
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const flipped = Uint8Array.from(packed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const png = withChunk('zTXt', latin1Of(`${KEY}\0\0`), flipped);
      // Some bits say nothing: unpacked with them flipped, the text is the same.
      if ((await faultOf(png)) === null) expect(await readPngText(png, KEY)).toBe(text);
    }
  });

  it('a length that promises the moon allocates nothing', async () => {
    for (const length of [0x7fffffff, 0x80000000, 0xffffffff, plain.length]) {
      const png = Uint8Array.from(plain);
      new DataView(png.buffer).setUint32(33, length);
      expect(await faultOf(png)).toBe('truncated');
    }
  });

  it('noise behind a signature', async () => {
    for (let seed = 0; seed < 300; seed++) {
      const { int } = seeded(seed);
      const noise = Uint8Array.from({ length: int(200) }, () => int(256));
      expect(await faultOf(Uint8Array.from([...plain.subarray(0, 8), ...noise]))).not.toBeNull();
    }
  });
});
