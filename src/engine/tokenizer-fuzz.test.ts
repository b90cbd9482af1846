import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inputs } from '../share/testing/inputs.ts';
import { ClipTokenizer } from './tokenizer.ts';

const FOLDER = new URL('../../models/reference/checkpoint/prior/tokenizer/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as object;
const MAX_LENGTH = 77;
/** The longest text that is read from outside. */
const MOST = 10_000;
const tokenizer = new ClipTokenizer(
  read('tokenizer.json'),
  read('tokenizer_config.json'),
  MAX_LENGTH,
  599,
);

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        '<|startoftext|>',
        '<|endoftext|>',
        '</w>',
        'a house ',
        '日本',
        '\0',
        '’s',
        '  ',
      ),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

test('any text gives as many tokens as fit, and says what does not', () => {
  fc.assert(
    fc.property(text, (words) => {
      const { ids, length } = tokenizer.encode(words);
      expect(ids).toHaveLength(MAX_LENGTH);
      expect(ids.every((id) => id >= 0)).toBe(true);
      const { used, limit, dropped } = tokenizer.count(words);
      expect(length).toBe(Math.min(used, limit) + 2);
      expect(dropped === '').toBe(used <= limit);
      expect(words).toContain(dropped.trim());
    }),
    inputs(300),
  );
});

test('as many letters without a space as a link may bring take no time to speak of, and are not quoted whole', () => {
  const started = performance.now();
  for (const letter of ['a', '日', '😀', 'ab1', '!']) {
    const { dropped } = tokenizer.count(letter.repeat(MOST));
    expect(dropped.length).toBeLessThan(letter.length * MOST);
  }
  expect(performance.now() - started).toBeLessThan(60_000);
});
