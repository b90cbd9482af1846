import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBatch } from './batch.ts';

const file = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'batch-')), 'prompts.jsonl');
  writeFileSync(path, text);
  return path;
};

describe('readBatch', () => {
  it('reads a picture a line and skips empty lines', () => {
    const path = file(
      '{"prompt": "a tree", "seed": "7", "out": "a.png"}\n\n' +
        '{"prompt": "a pine", "seed": "18446744073709551615", "out": "b.png", "negative": "snow"}\n',
    );
    expect(readBatch(path).map(({ prompt, seed, negative }) => [prompt, seed, negative])).toEqual([
      ['a tree', '7', undefined],
      ['a pine', '18446744073709551615', 'snow'],
    ]);
  });

  it.each([
    ['{"prompt": "a tree"', /line 1 is not JSON/],
    ['{"prompt": "", "seed": "7", "out": "a.png"}', /line 1, "prompt": expected !0/],
    ['{"prompt": "a tree", "seed": 7, "out": "a.png"}', /"seed": expected string, received 7/],
    ['{"prompt": "a tree", "seed": "7", "out": "a.png", "width": 512}', /"width"/],
  ])('names the line and what is wrong with it: %s', (text, message) => {
    expect(() => readBatch(file(text))).toThrow(message);
  });
});
