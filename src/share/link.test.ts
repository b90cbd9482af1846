import { describe, expect, it, test } from 'vitest';
import { readLink, writeLink } from './link.ts';
import type { SharedSettings } from './settings.ts';
import { seeded } from './testing/random.ts';

const full: SharedSettings = {
  prompt: 'a red house, by the sea',
  completion: ['on a sunny day', 'storybook illustration'],
  negative: '100% fog & rain',
  seed: '7',
  width: 512,
  height: 768,
  prior: { steps: 20, guidance: 4.5, solver: 'dpm++2m', schedule: 'uniform' },
  decoder: { steps: 10, guidance: 1, solver: 'ddim', schedule: 'authors' },
  model: 'small-landscapes',
};

const address =
  '#v=1&prompt=a+red+house,+by+the+sea&negative=100%25+fog+%26+rain' +
  '&completion=on+a+sunny+day,storybook+illustration&seed=7&size=512x768' +
  '&steps=20&guidance=4.5&solver=dpmpp2m&schedule=uniform' +
  '&bsteps=10&bguidance=1&bsolver=ddim&bschedule=authors&model=small-landscapes';

test('a link is readable, in a stable order, and reads back', () => {
  expect(writeLink(full)).toBe(address);
  expect(readLink(address)).toEqual({ settings: full, problems: [] });
});

test('what is not named is not written', () => {
  expect(writeLink({ prompt: 'a', seed: '1', prior: { steps: 3 } })).toBe(
    '#v=1&prompt=a&seed=1&steps=3',
  );
});

test('whatever is written reads back as it was', () => {
  for (let seed = 0; seed < 2000; seed++) {
    const settings = seeded(seed).settings();
    const link = writeLink(settings);
    expect(link).toMatch(/^#[\w\-.,+%=&]*$/);
    expect(readLink(link)).toEqual({ settings, problems: [] });
    // As the address bar hands it back.
    expect(readLink(new URL(link, 'https://example.test/app/').hash)?.settings).toEqual(settings);
  }
});

test('half a surrogate pair becomes the replacement character', () => {
  expect(readLink(writeLink({ prompt: 'a\ud83d' }))?.settings.prompt).toBe('a\ufffd');
});

test.each(['', '#', '#pictures', '#prompt', '#=', '#&&', '#foo=bar', '#:~:text=a'])(
  '%j is no link',
  (hash) => expect(readLink(hash)).toBeNull(),
);

describe('kindness', () => {
  it('reads links written by hand', () => {
    expect(readLink('#prompt=ein%20Haus&size=512×768&solver=DDIM&seed=007')?.settings).toEqual({
      prompt: 'ein Haus',
      width: 512,
      height: 768,
      prior: { solver: 'ddim' },
      seed: '7',
    });
  });

  it('ignores what it does not know, and takes the first of two', () => {
    expect(readLink('#v=1&colour=red&prompt=a&prompt=b&&=&steps')).toEqual({
      settings: { prompt: 'a' },
      problems: [],
    });
  });

  it('names a newer version and reads on', () => {
    expect(readLink('#v=2&prompt=a')).toEqual({
      settings: { prompt: 'a' },
      problems: [{ key: 'v', value: '2', expected: { kind: 'version', newest: 1 } }],
    });
  });
});

test.each([
  ['prompt=100%', 'percent-encoding'],
  ['prompt=%C3', 'percent-encoding'],
  ['seed=-1', 'integer'],
  ['seed=18446744073709551616', 'integer'],
  ['seed=', 'integer'],
  ['size=512', 'size'],
  ['size=0x512', 'size'],
  ['size=99999x1', 'size'],
  ['steps=0', 'integer'],
  ['steps=2.5', 'integer'],
  ['steps=1e9', 'integer'],
  ['bguidance=NaN', 'number'],
  ['guidance=-1', 'number'],
  ['guidance=101', 'number'],
  ['solver=euler', 'choice'],
  ['bschedule=karras', 'choice'],
])('the damaged %s is reported and skipped', (pair, kind) => {
  const reading = readLink(`#${pair}&negative=kept`)!;
  expect(reading.settings).toEqual({ negative: 'kept' });
  expect(reading.problems).toMatchObject([{ key: pair.split('=')[0], expected: { kind } }]);
});

test('a text that no encoder reads is skipped', () => {
  const reading = readLink(`#prompt=${'a'.repeat(10_001)}&negative=kept`)!;
  expect(reading.settings).toEqual({ negative: 'kept' });
  expect(reading.problems).toMatchObject([{ key: 'prompt', expected: { kind: 'length' } }]);
});

test('a huge link is not read to its end', () => {
  const reading = readLink(`#prompt=a&negative=${'b'.repeat(5_000_000)}`)!;
  expect(reading.settings).toEqual({ prompt: 'a' });
  expect(reading.problems).toMatchObject([{ key: '#', expected: { kind: 'length' } }]);
});

test('noise never throws', () => {
  for (let seed = 0; seed < 2000; seed++) {
    const random = seeded(seed);
    const keys = ['v', 'prompt', 'seed', 'size', 'steps', 'bsolver', 'x', '__proto__', 'toString'];
    const noise = () => `${random.pick(keys)}=${random.text(3)}`;
    const reading = readLink(`#${noise()}&${noise()}&${random.text(5)}`);
    expect(reading?.problems.length ?? 0).toBeLessThan(14);
  }
});

describe('completions', () => {
  it('trims phrases and leaves empty ones out', () => {
    expect(readLink('#prompt=a&completion=+by+the+sea,,+in+ink+')?.settings.completion).toEqual([
      'by the sea',
      'in ink',
    ]);
  });

  it('names a list that is too long', () => {
    const reading = readLink(`#prompt=a&completion=${'x,'.repeat(21)}`);
    expect(reading?.settings.completion).toBeUndefined();
    expect(reading?.problems).toMatchObject([{ key: 'completion', expected: { kind: 'length' } }]);
  });
});

test('a picture from a picture says how much of that it keeps, and does not carry it', () => {
  const link = writeLink({ prompt: 'a', seed: '1', strength: 0.6, prior: { steps: 3 } });
  expect(link).toBe('#v=1&prompt=a&seed=1&strength=0.6&steps=3');
  expect(readLink(link)?.settings.strength).toBe(0.6);
  expect(readLink('#prompt=a&strength=1.2')?.problems).toEqual([
    { key: 'strength', value: '1.2', expected: { kind: 'number', from: '0', to: '1' } },
  ]);
});

test('a picture that was painted larger names the size it was composed at, and how many times larger', () => {
  const link = writeLink({ prompt: 'a', seed: '1', width: 512, height: 256, scale: 1.5 });
  expect(link).toBe('#v=1&prompt=a&seed=1&size=512x256&bscale=1.5');
  expect(readLink(link)?.settings).toMatchObject({ width: 512, height: 256, scale: 1.5 });
  expect(readLink('#prompt=a&bscale=3')?.problems).toEqual([
    { key: 'bscale', value: '3', expected: { kind: 'choice', choices: ['1.5', '2'] } },
  ]);
});
