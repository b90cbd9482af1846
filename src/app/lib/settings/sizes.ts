import {
  nearestValidSizes,
  validSides,
  type GeometryConstants,
} from '../../../diffusion/geometry.ts';
import type { Manifest } from '../../../package/manifest.ts';

export interface Size {
  width: number;
  height: number;
}

export interface RatioChoice extends Size {
  /** Width to height in lowest terms: `3:2`. */
  ratio: string;
}

/** Longest side over shortest that a button offers; odder shapes are typed by hand. */
const MOST_EXTREME = 2;

/**
 * One size per ratio of sides, square first and then by how far from square, wide before tall;
 * of the sizes with the same ratio the one whose area is nearest to the default's.
 */
export function ratioChoices(geometry: Manifest['geometry']): RatioChoice[] {
  const sides = sidesOf(geometry);
  const wanted = Math.log(geometry.defaultWidth * geometry.defaultHeight);
  const offBy = (size: Size) => Math.abs(Math.log(size.width * size.height) - wanted);
  const best = new Map<string, RatioChoice>();
  for (const width of sides) {
    for (const height of sides) {
      if (Math.max(width, height) / Math.min(width, height) > MOST_EXTREME) continue;
      const ratio = ratioOf(width, height);
      const rival = best.get(ratio);
      const choice = { ratio, width, height };
      if (rival === undefined || offBy(choice) < offBy(rival)) best.set(ratio, choice);
    }
  }
  return [...best.values()].sort(
    (a, b) => elongation(a) - elongation(b) || b.width / b.height - a.width / a.height,
  );
}

/** The `count` buttons worth showing: simple ratios, in pairs of wide and tall. */
export function commonRatios(choices: RatioChoice[], count: number): RatioChoice[] {
  const plainness = (choice: RatioChoice) =>
    choice.ratio.split(':').reduce((sum, part) => sum + Number(part), 0);
  const kept = new Set([...choices].sort((a, b) => plainness(a) - plainness(b)).slice(0, count));
  return choices.filter((choice) => kept.has(choice));
}

export type ResolvedSize =
  | { kind: 'valid'; size: Size }
  /** `offers` is empty when what was typed is not even a number. */
  | { kind: 'impossible'; offers: Size[] };

/** Reads the two fields as typed; an empty field means the model's default. */
export function resolveSize(
  widthText: string,
  heightText: string,
  geometry: Manifest['geometry'],
): ResolvedSize {
  const width = readSide(widthText, geometry.defaultWidth);
  const height = readSide(heightText, geometry.defaultHeight);
  const sides = sidesOf(geometry);
  if (sides.includes(width) && sides.includes(height)) {
    return { kind: 'valid', size: { width, height } };
  }
  return { kind: 'impossible', offers: nearest(width, height, geometry) };
}

/** The sides that a model can paint, in pixels. */
export interface SideRule {
  least: number;
  most: number;
  /** Between one side and the next; null where that differs. */
  step: number | null;
}

/** What may stand in the two fields; null for a model without any side. */
export function sideRule(geometry: Manifest['geometry']): SideRule | null {
  const sides = sidesOf(geometry);
  const [least, second] = sides;
  const most = sides.at(-1);
  if (least === undefined || most === undefined) return null;
  const step = (second ?? least) - least;
  const isEven = step > 0 && sides.every((side, i) => side === least + i * step);
  return { least, most, step: isEven ? step : null };
}

/** The field that keeps the typed size from being painted, width first; null where it can be painted. */
export function impossibleSide(
  widthText: string,
  heightText: string,
  geometry: Manifest['geometry'],
): 'width' | 'height' | null {
  const sides = sidesOf(geometry);
  if (!sides.includes(readSide(widthText, geometry.defaultWidth))) return 'width';
  return sides.includes(readSide(heightText, geometry.defaultHeight)) ? null : 'height';
}

/** The ratio of what is typed, `3:2`, whether it can be painted or not; null where it is no number. */
export function typedRatio(
  widthText: string,
  heightText: string,
  geometry: Manifest['geometry'],
): string | null {
  const width = readSide(widthText, geometry.defaultWidth);
  const height = readSide(heightText, geometry.defaultHeight);
  return width > 0 && height > 0 ? ratioOf(width, height) : null;
}

/** A shape that is a tenth off cuts more of a picture away than a size that is a tenth off. */
const SHAPE_OVER_SIZE = 4;

/** The size in which a picture of this shape is painted: its own, where the model paints that, or about the default's area. */
export function sizeLike({ width, height }: Size, geometry: Manifest['geometry']): Size {
  const sides = sidesOf(geometry);
  if (sides.includes(width) && sides.includes(height)) return { width, height };
  const area = geometry.defaultWidth * geometry.defaultHeight;
  const offBy = (size: Size) =>
    SHAPE_OVER_SIZE * Math.abs(Math.log((size.width / size.height) * (height / width))) +
    Math.abs(Math.log((size.width * size.height) / area));
  const sizes = sides.flatMap((one) => sides.map((other) => ({ width: one, height: other })));
  return sizes.reduce((best, size) => (offBy(size) < offBy(best) ? size : best));
}

const sideLists = new WeakMap<Manifest['geometry'], readonly number[]>();

/** Every side that a model can paint, made out once. */
function sidesOf(geometry: Manifest['geometry']): readonly number[] {
  const kept = sideLists.get(geometry);
  if (kept !== undefined) return kept;
  const sides = validSides(geometry);
  sideLists.set(geometry, sides);
  return sides;
}

function nearest(width: number, height: number, constants: GeometryConstants): Size[] {
  return nearestValidSizes(width, height, constants).map((size) => ({ ...size }));
}

function readSide(text: string, fallback: number): number {
  const trimmed = text.trim();
  if (trimmed === '') return fallback;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : NaN;
}

function elongation(size: Size): number {
  return Math.max(size.width, size.height) / Math.min(size.width, size.height);
}

function ratioOf(width: number, height: number): string {
  const divisor = greatestCommonDivisor(width, height);
  return `${width / divisor}:${height / divisor}`;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
