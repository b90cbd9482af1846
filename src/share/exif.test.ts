import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { crc32 } from './crc32.ts';
import { readPictureSettings } from './picture-file.ts';
import { jpeg, tiff, webp } from './testing/exif-file.ts';

const PROMPT = 'Häuschen am See, テスト';
const TEXT = `${PROMPT}\nSteps: 12, Sampler: DDPM, CFG scale: 3, Seed: 9, Size: 512x512`;
const settings = {
  prompt: PROMPT,
  ...{ seed: '9', width: 512, height: 512, prior: { steps: 12, solver: 'ddpm', guidance: 3 } },
};

const little = Buffer.from(TEXT, 'utf16le');
const big = Buffer.from(little).swap16();
const code = (name: string, text: Buffer) => Buffer.concat([Buffer.from(name, 'latin1'), text]);
const png = Buffer.from(encode({ width: 1, height: 1, data: new Uint8Array(4) }));

/** A PNG with one more chunk behind its header. */
function withChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return Uint8Array.from(Buffer.concat([png.subarray(0, 33), frame, png.subarray(33)]));
}

describe.each([
  ['UNICODE, big-endian', code('UNICODE\0', big)],
  ['UNICODE, little-endian', code('UNICODE\0', little)],
  [
    'UNICODE, big-endian with a mark',
    code('UNICODE\0', Buffer.concat([Buffer.of(0xfe, 0xff), big])),
  ],
  [
    'UNICODE, little-endian with a mark',
    code('UNICODE\0', Buffer.concat([Buffer.of(0xff, 0xfe), little])),
  ],
  ['ASCII, though it is UTF-8', code('ASCII\0\0\0', Buffer.from(TEXT))],
  ['no code', code('\0\0\0\0\0\0\0\0', Buffer.from(TEXT))],
  ['no code, UTF-16', code('\0\0\0\0\0\0\0\0', big)],
  ['nothing before the text', Buffer.from(TEXT)],
  ['a NUL at the end', code('ASCII\0\0\0', Buffer.from(`${TEXT}\0`))],
])('UserComment: %s', (_, userComment) => {
  test.each([true, false])('in JPEG, WebP and PNG, little-endian EXIF: %s', async (isLittle) => {
    const exif = tiff({ userComment }, isLittle);
    const files = [
      jpeg(exif),
      webp(exif, ['VP8 ', Buffer.alloc(9)]),
      webp(Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif])),
      withChunk('eXIf', exif),
    ];
    for (const file of files) expect((await readPictureSettings(file))?.settings).toEqual(settings);
  });
});

test('raw UTF-8 in a tEXt chunk', async () => {
  const file = withChunk('tEXt', code('parameters\0', Buffer.from(TEXT)));
  expect((await readPictureSettings(file))?.settings).toEqual(settings);
});

test('ComfyUI writes its graphs into the names of cameras', async () => {
  const graph = {
    '1': { class_type: 'CLIPTextEncode', inputs: { text: 'a red house' } },
    '2': {
      class_type: 'KSampler',
      inputs: { seed: 7, steps: 4, positive: ['1', 0], latent_image: [] },
    },
  };
  const main: [number, string][] = [
    [0x010f, 'workflow:{"nodes":[],"links":[]}'],
    [0x0110, `prompt:${JSON.stringify(graph)}`],
  ];
  const reading = await readPictureSettings(webp(tiff({ main }, true)));
  expect(reading).toMatchObject({
    settings: { prompt: 'a red house', seed: '7', prior: { steps: 4 } },
    program: 'ComfyUI',
  });
});

test('XMP in a JPEG and a WebP', async () => {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:UserComment="${TEXT.replaceAll('\n', '&#xA;')}"/></x:xmpmeta>`;
  const segment = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`);
  const empty = tiff({}, true);
  for (const file of [jpeg(empty, segment), webp(empty, ['XMP ', Buffer.from(packet)])]) {
    expect((await readPictureSettings(file))?.settings).toEqual(settings);
  }
});

test('a photograph says nothing, and a length that promises the moon costs nothing', async () => {
  const photo = tiff(
    {
      main: [
        [0x010f, 'Canon'],
        [0x0110, 'EOS 5D'],
      ],
    },
    false,
  );
  expect(await readPictureSettings(jpeg(photo))).toBeNull();
  const exif = tiff({ userComment: Buffer.from(TEXT) }, true);
  exif.writeUInt32LE(0xfffffff0, exif.indexOf(Buffer.of(0x86, 0x92)) + 4);
  for (const file of [jpeg(exif), webp(exif), withChunk('eXIf', exif)]) {
    expect(await readPictureSettings(file)).toBeNull();
  }
});
