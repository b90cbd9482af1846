import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../package/manifest.ts';
import { ClipTokenizer } from './tokenizer.ts';

/** Token ids of 2,000 texts by Python's CLIPTokenizer: `models/reference/tokens.py`. */

const GOLDEN = new URL('../../models/reference/golden/tokens.json.gz', import.meta.url);
const BUILTIN = new URL('../../public/models/builtin/', import.meta.url);
const LENGTH = 77;

const Ids = v.array(v.number());
const AnyObject = v.looseObject({});
const golden = v.parse(
  v.object({
    texts: v.array(v.string()),
    published: v.object({ tokenizer: AnyObject, config: AnyObject, ids: v.array(Ids) }),
    exclamation: v.object({ config: AnyObject, ids: v.record(v.string(), Ids) }),
    builtin: v.object({ ids: v.array(Ids) }),
  }),
  JSON.parse(gunzipSync(readFileSync(GOLDEN)).toString()),
);

const readJson = (path: string) =>
  JSON.parse(readFileSync(new URL(path, BUILTIN), 'utf8')) as object;
const { tokenizer: builtinFiles, padTokenId } = parseManifest(readJson('manifest.json'))
  .textEncoders.prior;

const { texts, published, exclamation, builtin } = golden;
const everyText = texts.map((text, i) => [text, i] as const);

interface Form {
  name: string;
  tokenizer: ClipTokenizer;
  marks: readonly [number, number];
  padTokenId: number;
  cases: { text: string; ids: number[] }[];
}

const forms: Form[] = [
  {
    name: "the published tokenizer's form",
    tokenizer: new ClipTokenizer(published.tokenizer, published.config, LENGTH, 599),
    marks: [598, 599],
    padTokenId: 599,
    cases: everyText.map(([text, i]) => ({ text, ids: published.ids[i]! })),
  },
  {
    name: 'a pad token of "!"',
    tokenizer: new ClipTokenizer(published.tokenizer, exclamation.config, LENGTH, 0),
    marks: [598, 599],
    padTokenId: 0,
    // Texts without "!" have the published form's ids.
    cases: everyText.map(([text, i]) => ({ text, ids: exclamation.ids[i] ?? published.ids[i]! })),
  },
  {
    name: 'the built-in model',
    tokenizer: new ClipTokenizer(
      readJson(builtinFiles.tokenizerJson.path),
      readJson(builtinFiles.tokenizerConfig.path),
      LENGTH,
      padTokenId,
    ),
    marks: [1318, 1319],
    padTokenId,
    cases: everyText.map(([text, i]) => ({ text, ids: builtin.ids[i]! })),
  },
];

it('covers 2,000 different texts', () => {
  expect(new Set(texts).size).toBe(2000);
  expect(texts).toContain('!'.repeat(300));
  expect(texts.some((text) => [...text].length === 10_000)).toBe(true);
  expect(texts.some((text) => /\p{Surrogate}/u.test(text))).toBe(true);
});

describe.each(forms)("Python's token ids: $name", ({ tokenizer, marks, padTokenId, cases }) => {
  it('are the same for every text', () => {
    const different = cases.flatMap(({ text, ids }) => {
      const kept = ids.slice(0, LENGTH - 2);
      const padding = Array<number>(LENGTH - 2 - kept.length).fill(padTokenId);
      const expected = [marks[0], ...kept, marks[1], ...padding].join(' ');
      const encoded = tokenizer.encode(text);
      const actual = encoded.ids.join(' ');
      return actual === expected && encoded.length === kept.length + 2
        ? []
        : [{ text, expected, actual }];
    });
    expect(different).toEqual([]);
  });

  it('are as many', () => {
    const different = cases.filter(({ text, ids }) => tokenizer.count(text).used !== ids.length);
    expect(different).toEqual([]);
  });
});
