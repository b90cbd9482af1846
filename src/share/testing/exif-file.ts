/** Files of other formats that hold EXIF data and nothing else, for tests. */

/** EXIF tags with texts; `UserComment` stands in an IFD of its own. */
export interface ExifTags {
  userComment?: Uint8Array;
  /** Tag number and ASCII text. */
  main?: [tag: number, text: string][];
}

const UNDEFINED = 7;
const ASCII = 2;
const LONG = 4;
const EXIF_IFD = 0x8769;
const USER_COMMENT = 0x9286;
const ENTRY_BYTES = 12;

/** A TIFF file in either byte order. */
export function tiff({ userComment, main = [] }: ExifTags, isLittle: boolean): Buffer {
  const count = main.length + (userComment ? 1 : 0);
  const mainEnd = 8 + 2 + count * ENTRY_BYTES + 4;
  const exifEnd = mainEnd + (userComment ? 2 + ENTRY_BYTES + 4 : 0);
  const texts = main.map(([, text]) => Buffer.from(`${text}\0`, 'utf8'));
  const data = [...texts, Buffer.from(userComment ?? [])];
  const file = Buffer.alloc(exifEnd + data.reduce((sum, each) => sum + each.length, 0));
  const u16 = (value: number, at: number) =>
    isLittle ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at);
  const u32 = (value: number, at: number) =>
    isLittle ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at);
  const entry = (at: number, tag: number, type: number, length: number, value: number) => {
    u16(tag, at);
    u16(type, at + 2);
    u32(length, at + 4);
    u32(value, at + 8);
  };
  file.write(isLittle ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(count, 8);
  let dataAt = exifEnd;
  for (const [i, [tag]] of main.entries()) {
    entry(10 + i * ENTRY_BYTES, tag, ASCII, texts[i]!.length, dataAt);
    file.set(texts[i]!, dataAt);
    dataAt += texts[i]!.length;
  }
  if (userComment) {
    entry(10 + main.length * ENTRY_BYTES, EXIF_IFD, LONG, 1, mainEnd);
    u16(1, mainEnd);
    entry(mainEnd + 2, USER_COMMENT, UNDEFINED, userComment.length, dataAt);
    file.set(userComment, dataAt);
  }
  return file;
}

export function jpeg(exif: Buffer, ...segments: Buffer[]): Uint8Array<ArrayBuffer> {
  const segment = (data: Buffer) => {
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      ...[Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]), ...segments].map(segment),
      Buffer.from([0xff, 0xda, 0, 2, 0, 0, 0, 0, 0, 0, 0xff, 0xd9]),
    ]),
  );
}

export function webp(
  exif: Buffer,
  ...others: [name: string, data: Buffer][]
): Uint8Array<ArrayBuffer> {
  const chunks = [...others, ['EXIF', exif] as const].map(([name, data]) => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Uint8Array.from(Buffer.concat([head, body]));
}
