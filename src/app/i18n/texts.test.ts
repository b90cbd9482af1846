import { expect, test } from 'vitest';
import { german } from './de.ts';
import { english } from './en.ts';

/** Words that are the same in both languages: names, abbreviations, and words of the trade. */
const INTERNATIONAL = new Set([
  'App',
  'Browser',
  'CPU',
  'CPU (WebAssembly)',
  'DDIM',
  'DDPM',
  'DPM-Solver++ 2M',
  'GPU',
  'GPU (WebGPU)',
  'Guidance',
  'Standard',
  'JSPI',
  'Link',
  'Name',
  'Prompt',
  'SIMD',
  'Seed',
  'System',
  'Threads',
  'Version',
  'WebAssembly',
  'WebGPU',
  'Würstchen',
  'Würstchen v2',
  'Prior',
  'Decoder',
  'Server',
]);

/** Functions that put numbers between signs, without any word. */
const WORDLESS = new Set(['actions.times', 'draw.pixels', 'progress.short', 'size.pixels']);

/** Arguments for every function, all of one kind: no function is told which it will take. */
const SAMPLES = [0, 1, 2, '512', ['house'], ['house', 'tree']];

type Entry = readonly [path: string, value: unknown];
type Formatter = (...args: unknown[]) => string;

/** Every text with the way to it, such as `nav.paint`. */
function entries(value: unknown, path = ''): Entry[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) =>
    entries(each, path === '' ? key : `${path}.${key}`),
  );
}

function kinds(all: Entry[]): Record<string, string> {
  return Object.fromEntries(all.map(([path, value]) => [path, typeof value]));
}

/** What the function says to each sample; null where it does not take that kind. */
function said(value: unknown): (string | null)[] {
  const formatter = value as Formatter;
  return SAMPLES.map((sample) => {
    try {
      return formatter(...Array.from({ length: formatter.length }, () => sample));
    } catch {
      return null;
    }
  });
}

/** Every sentence that a text or function can become; null where a sample does not fit. */
function sentences(value: unknown): (string | null)[] {
  return typeof value === 'function' ? said(value) : [value as string];
}

const englishEntries = entries(english);
const germanEntries = entries(german);
const originals = new Map(englishEntries);

test('German has the same keys as English, of the same kinds', () => {
  expect(kinds(germanEntries)).toEqual(kinds(englishEntries));
});

test('functions take as many arguments as in English', () => {
  for (const [path, value] of germanEntries) {
    if (typeof value !== 'function') continue;
    expect(value.length, path).toBe((originals.get(path) as Formatter).length);
  }
});

test('every text says something', () => {
  for (const [path, value] of germanEntries) {
    const spoken = sentences(value).filter((sentence) => sentence !== null);
    expect(spoken, path).not.toEqual([]);
    for (const sentence of spoken) {
      expect(sentence, path).toBeTypeOf('string');
      expect(sentence, path).not.toMatch(/^\s*$|undefined|NaN|\[object/);
    }
  }
});

test('nothing is left in English', () => {
  for (const [path, value] of germanEntries) {
    if (WORDLESS.has(path)) continue;
    const original = sentences(originals.get(path));
    for (const [i, sentence] of sentences(value).entries()) {
      if (sentence === null || INTERNATIONAL.has(sentence)) continue;
      expect(sentence, path).not.toBe(original[i]);
    }
  }
});

/** The page says "du"; "Sie" and "Ihr" may only begin a sentence, where they stand for things. */
const FORMAL = /(?<!^|[.:!?] )\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b/;

test('German says "du"', () => {
  for (const [path, value] of germanEntries) {
    for (const sentence of sentences(value)) expect(sentence ?? '', path).not.toMatch(FORMAL);
  }
});

test('it is GPU and CPU in both languages', () => {
  for (const [path, value] of [...englishEntries, ...germanEntries]) {
    for (const sentence of sentences(value)) {
      expect(sentence ?? '', path).not.toMatch(/graphics card|Grafikkarte|processor\b|Prozessor/i);
    }
  }
});

test('quotation marks are German', () => {
  for (const [path, value] of germanEntries) {
    for (const sentence of sentences(value)) {
      expect((sentence ?? '').replace(/[^„“”"]/g, ''), path).toMatch(/^(„“)*$/);
    }
  }
});
