const COUNT = 2n ** 64n;

/** Where the seed of a picture comes from. */
export const SEED_MODES = ['random', 'fixed', 'next'] as const;
export type SeedMode = (typeof SEED_MODES)[number];

/** A seed as the engine takes it: decimal digits from 0 to 2^64 - 1, no leading zeros; else null. */
export function parseSeed(text: string): string | null {
  const digits = text.trim();
  if (!/^\d{1,20}$/.test(digits)) return null;
  const value = BigInt(digits);
  return value < COUNT ? value.toString() : null;
}

/** Below 2^32: short enough to read out loud. */
export function randomSeed(): string {
  const [value] = crypto.getRandomValues(new Uint32Array(1));
  return String(value);
}

/** The seed `steps` further on; behind the largest comes 0. */
export function seedAfter(seed: string, steps: number): string {
  return ((BigInt(seed) + BigInt(steps)) % COUNT).toString();
}
