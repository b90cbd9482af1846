/** A string, or a number that JSON does not have or JavaScript does not hold exactly. */
const SPELLED = /"[^"\\]*(?:\\.[^"\\]*)*"?|(?<![\w.+-])-?\d{16,}(?![\w.])|\bNaN\b|-?\bInfinity\b/gs;

/**
 * JSON as other programs write it: `NaN` is null, and whole numbers of 16 digits or more come as strings, so that seeds
 * beyond 2^53 stay exact. Undefined for anything else.
 */
export function parseJson(text: string): unknown {
  const exact = text
    .replace(/^\uFEFF/, '')
    .replace(SPELLED, (found) => (found.startsWith('"') ? found : strict(found)));
  try {
    return JSON.parse(exact) as unknown;
  } catch {
    return undefined;
  }
}

function strict(number: string): string {
  return /\d/.test(number) ? `"${number}"` : 'null';
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
