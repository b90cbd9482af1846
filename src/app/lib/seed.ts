const LARGEST = 2n ** 64n - 1n;

/** A seed as the engine takes it: decimal digits from 0 to 2^64 - 1, no leading zeros; else null. */
export function parseSeed(text: string): string | null {
  const digits = text.trim();
  if (!/^\d{1,20}$/.test(digits)) return null;
  const value = BigInt(digits);
  return value <= LARGEST ? value.toString() : null;
}

/** Below 2^32: short enough to read out loud. */
export function randomSeed(): string {
  const [value] = crypto.getRandomValues(new Uint32Array(1));
  return String(value);
}
