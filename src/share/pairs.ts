/** `Key: value, Key: "a JSON string, with commas"`: the settings line of a `parameters` text. */

/** Most values in quotes or brackets: a hostile line could nest a million. */
const MOST_ENCLOSED = 200;

/** Longest list or object that is read. */
const LONGEST_JSON = 50_000;

/** The pairs of a line; of a key that comes twice the first counts. */
export function readPairs(line: string): Map<string, string> {
  const pairs = new Map<string, string>();
  let tries = MOST_ENCLOSED;
  let at = 0;
  for (;;) {
    const colon = line.indexOf(':', at);
    if (colon < 0) return pairs;
    const key = line.slice(at, colon).split(',').at(-1)!.trim();
    const open = tries > 0 ? opening(line, colon + 1) : null;
    if (open !== null) tries--;
    const { value, end } =
      (open !== null && readEnclosed(line, open)) || readPlain(line, colon + 1);
    if (/^\w[\w \-/]+$/.test(key) && !pairs.has(key)) pairs.set(key, value);
    at = end + 1;
  }
}

/** A value as `readPairs` reads it back. */
export function quote(value: string): string {
  return /[,:\n\r]|^"|^\s|\s$/.test(value) ? JSON.stringify(value) : value;
}

interface Value {
  value: string;
  /** Where it ends: at a comma or with the line. */
  end: number;
}

/** Where a JSON string, list or object begins behind a colon; null where something else stands there. */
function opening(line: string, start: number): number | null {
  const found = /\s*["[{]/y;
  found.lastIndex = start;
  return found.test(line) ? found.lastIndex - 1 : null;
}

/** What is enclosed from `open` on; null where it has no end, or more follows before the comma. */
function readEnclosed(line: string, open: number): Value | null {
  const isText = line[open] === '"';
  const close = isText ? closingQuote(line, open) : closingBracket(line, open);
  if (close < 0) return null;
  const end = endOfValue(line, close);
  if (line.slice(close + 1, end).trim() !== '') return null;
  const value = line.slice(open, close + 1);
  return { value: isText ? unquote(value) : value, end };
}

function readPlain(line: string, start: number): Value {
  const end = endOfValue(line, start);
  return { value: line.slice(start, end).trim(), end };
}

function endOfValue(line: string, from: number): number {
  const comma = line.indexOf(',', from);
  return comma < 0 ? line.length : comma;
}

/** The quote that ends the JSON string beginning at `open`, or -1. */
function closingQuote(line: string, open: number): number {
  for (let i = open + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '"') return i;
  }
  return -1;
}

/** The bracket that closes the one at `open`, or -1. */
function closingBracket(line: string, open: number): number {
  let depth = 0;
  for (let i = open; i < Math.min(line.length, open + LONGEST_JSON); i++) {
    const sign = line[i]!;
    if (sign === '"') {
      i = closingQuote(line, i);
      if (i < 0) return -1;
    } else if (sign === '[' || sign === '{') depth++;
    else if ((sign === ']' || sign === '}') && --depth === 0) return i;
  }
  return -1;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
