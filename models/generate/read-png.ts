import { decode, type DecodedPng } from 'fast-png';
import { readFileSync } from 'node:fs';
import type { Bitmap } from '../../src/protocol/engine.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8];

/**
 * A PNG of any kind as RGBA bytes.
 * @throws Error naming the file, if it is missing or no PNG
 */
export function readPng(path: string): Bitmap {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`${path}: expected a PNG file, found none.`, { cause: error });
  }
  const startsWith = (mark: number[]) => mark.every((byte, i) => bytes[i] === byte);
  if (startsWith(JPEG)) {
    throw new Error(`${path} is a JPEG file; the command line reads PNG only. Convert it first.`);
  }
  if (!startsWith(PNG)) throw new Error(`${path} is no PNG file.`);
  const decoded = decode(bytes);
  const { width, height, channels, depth, palette } = decoded;
  const samples = samplesOf(decoded);
  const peak = 2 ** depth - 1;
  const rgba = new Uint8ClampedArray(4 * width * height);
  /** Where a pixel's red, green, blue and alpha are; null: opaque. */
  const [r, g, b, a] = LAYOUTS[channels] ?? LAYOUTS[1]!;
  for (let i = 0; i < width * height; i++) {
    if (palette) {
      const colour = palette[samples[i]!] ?? [0, 0, 0];
      rgba.set([...colour.slice(0, 3), colour[3] ?? 255], 4 * i);
      continue;
    }
    const at = i * channels;
    rgba[4 * i] = (255 * samples[at + r]!) / peak;
    rgba[4 * i + 1] = (255 * samples[at + g]!) / peak;
    rgba[4 * i + 2] = (255 * samples[at + b]!) / peak;
    rgba[4 * i + 3] = a === null ? 255 : (255 * samples[at + a]!) / peak;
  }
  return { width, height, rgba };
}

const LAYOUTS: Record<number, readonly [number, number, number, number | null]> = {
  1: [0, 0, 0, null],
  2: [0, 0, 0, 1],
  3: [0, 1, 2, null],
  4: [0, 1, 2, 3],
};

/** Several of fewer than 8 bits share a byte; each row begins with one of its own. */
function samplesOf({ width, height, data, channels, depth }: DecodedPng): DecodedPng['data'] {
  if (depth >= 8) return data;
  const perRow = width * channels;
  const bytes = Math.ceil((perRow * depth) / 8);
  return Uint8Array.from({ length: perRow * height }, (_, i) => {
    const bit = (i % perRow) * depth;
    const byte = data[Math.floor(i / perRow) * bytes + (bit >> 3)]!;
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}
