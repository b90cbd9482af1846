/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colours of landscapes, from the sky down. Their names are in `drawingTexts`. */
export const PALETTE = {
  sky: '#8ec5f0',
  sea: '#2a6fb0',
  night: '#1d2b53',
  grass: '#5a9a45',
  forest: '#23583a',
  sand: '#e0c07a',
  earth: '#7a4a2b',
  red: '#d0362b',
  orange: '#f08a2c',
  sun: '#f7d64a',
  white: '#ffffff',
  grey: '#8b8f98',
  black: '#1c1a1a',
} as const;

export type ColourName = keyof typeof PALETTE;

/** @param hex `#rrggbb`, as colour fields give it */
export function rgbOf(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
