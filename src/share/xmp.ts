import type { PictureText } from './picture-texts.ts';
import { decodeText } from './user-comment.ts';

/** XMP packets are small; what is larger is none. */
const MAX_XMP_BYTES = 1 << 20;
const BEGIN = [...'<x:xmpmeta'].map((sign) => sign.charCodeAt(0));
const END = [...'</x:xmpmeta>'].map((sign) => sign.charCodeAt(0));

/** Where programs put settings in XMP: Draw Things, and those that copy EXIF or PNG texts into it. */
const NAMES = ['UserComment', 'parameters', 'Parameters', 'description', 'Comment'];

/** The XMP packet in a picture of any format; null where there is none. Packets are meant to be found by scanning. */
export function findXmp(bytes: Uint8Array): string | null {
  const start = find(bytes, BEGIN, 0, bytes.length);
  if (start < 0) return null;
  const end = find(bytes, END, start, Math.min(bytes.length, start + MAX_XMP_BYTES));
  return end < 0 ? null : decodeText(bytes.subarray(start, end));
}

/** The texts in a packet that may hold settings, elements and attributes alike. It is not parsed as XML. */
export function readXmp(packet: string): PictureText[] {
  return NAMES.flatMap((keyword) => {
    const text = elementText(packet, keyword) ?? attributeText(packet, keyword);
    return text === null ? [] : [{ keyword, text }];
  });
}

/** `<exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">text</rdf:li></rdf:Alt></exif:UserComment>` */
function elementText(packet: string, name: string): string | null {
  const begin = new RegExp(`<([a-zA-Z]{1,20}):${name}(?:\\s[^<>]{0,200})?>`).exec(packet);
  if (begin === null) return null;
  const from = begin.index + begin[0].length;
  const to = packet.indexOf(`</${begin[1]}:${name}>`, from);
  if (to < 0) return null;
  return unescape(packet.slice(from, to).replace(/<[^<>]*>/g, '')).trim();
}

/** `exif:UserComment="text"` */
function attributeText(packet: string, name: string): string | null {
  const found = new RegExp(`\\s[a-zA-Z]{1,20}:${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)')`).exec(
    packet,
  );
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? null : unescape(value);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (all, dec, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? all;
    const code = dec === undefined ? parseInt(hex as string, 16) : Number(dec);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** Where a sign sequence stands, or -1. */
function find(bytes: Uint8Array, wanted: number[], from: number, to: number): number {
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0 && at < to;) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
    at = bytes.indexOf(wanted[0]!, at + 1);
  }
  return -1;
}
