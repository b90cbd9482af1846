import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { attentionBias } from './text.ts';
import { ClipTokenizer } from './tokenizer.ts';

const REFERENCE = new URL('../../models/reference/', import.meta.url);

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, REFERENCE), 'utf8'));

const tokenizer = new ClipTokenizer(
  read('checkpoint/prior/tokenizer/tokenizer.json') as object,
  read('checkpoint/prior/tokenizer/tokenizer_config.json') as object,
  77,
  599,
);

/** Made by `models/reference/make.py` with transformers' CLIPTokenizer. */
const golden = v.parse(
  v.array(
    v.object({
      text: v.string(),
      input_ids: v.array(v.number()),
      attention_mask: v.array(v.number()),
      ids_untruncated: v.array(v.number()),
    }),
  ),
  read('golden/tokenizer.json'),
);

describe("CLIPTokenizer's results", () => {
  it.each(golden.map((entry) => [entry.text.slice(0, 40), entry] as const))(
    'are reproduced: %j',
    (_name, entry) => {
      const { ids, length } = tokenizer.encode(entry.text);
      expect([...ids]).toEqual(entry.input_ids);
      expect(length).toBe(entry.attention_mask.reduce((sum, bit) => sum + bit, 0));
      expect(tokenizer.count(entry.text).used).toBe(entry.ids_untruncated.length - 2);
    },
  );
});

describe('words that do not fit', () => {
  it('are none for a short text', () => {
    expect(tokenizer.count('a red fox')).toEqual({ used: 4, limit: 75, dropped: '' });
  });

  it('are told from the first that is not whole', () => {
    // "the" is one token.
    const fits = Array(74).fill('the').join(' ');
    expect(tokenizer.count(`${fits} the`)).toMatchObject({ used: 75, dropped: '' });
    expect(tokenizer.count(`${fits} the the `)).toMatchObject({ used: 76, dropped: 'the' });
    // "snow," takes more than the one token that is left.
    const { used, dropped } = tokenizer.count(`${fits}  snow, and\nstars`);
    expect(used).toBeGreaterThan(75);
    expect(dropped).toBe('snow, and\nstars');
  });

  it('are told from token 76 on where the text has no spaces', () => {
    // Three tokens a character, as the vocabulary has no merges for them.
    const text = '青い海の上に浮かぶ赤い気球と白い家が夕焼けに光る';
    const { used, dropped } = tokenizer.count(`${text}${text}`);
    expect(used).toBe(3 * 2 * text.length);
    expect(dropped).toBe(`${text}${text}`.slice(75 / 3));
    // Behind words with spaces; "the" is one token.
    const behind = tokenizer.count(`${'the '.repeat(71)}${text}`);
    expect(behind.dropped).toBe(text.slice(1));
  });

  it('are counted in characters as they are typed, whatever normalisation makes of them', () => {
    const text = 'A\u0301\u0130'.repeat(40);
    const { dropped } = tokenizer.count(text);
    expect(text.endsWith(dropped)).toBe(true);
    const fits = text.slice(0, text.length - dropped.length);
    expect(tokenizer.encode(fits).length).toBeLessThanOrEqual(77);
    const [next] = new Intl.Segmenter().segment(dropped);
    expect(tokenizer.count(fits + next!.segment).used).toBeGreaterThan(75);
  });
});

describe('files that are no tokenizer', () => {
  it.each([
    [{}, {}, "tokenizer.json: expected a CLIP tokenizer's; added_tokens: "],
    [{ added_tokens: [], model: { merges: [] } }, {}, 'model.vocab: '],
    [{ added_tokens: [], model: { merges: [], vocab: {} } }, { pad_token: 5 }, 'pad_token: '],
  ])('are refused by file and field: %j %j', (json, config, message) => {
    expect(() => new ClipTokenizer(json, config, 77, 0)).toThrow(message);
  });
});

describe('attention bias', () => {
  it('lets a token look at itself and at earlier ones that are not padding', () => {
    const no = -10000;
    expect([...attentionBias(4, 2)]).toEqual(
      [
        [0, no, no, no],
        [0, 0, no, no],
        [0, 0, no, no],
        [0, 0, no, no],
      ].flat(),
    );
  });
});
