import { describe, expect, it, test } from 'vitest';
import { readParameters, writeParameters } from './parameters.ts';
import type { SharedSettings } from './settings.ts';
import { seeded } from './testing/random.ts';

const maker = { modelName: 'Small landscapes', program: 'wuerstchen-web 0.1.0' };

const full: SharedSettings = {
  prompt: 'a red house, by the sea',
  completion: ['on a sunny day', 'storybook illustration'],
  negative: 'fog',
  seed: '7',
  width: 512,
  height: 768,
  prior: { steps: 20, guidance: 4.5, solver: 'dpm++2m', schedule: 'uniform' },
  decoder: { steps: 10, guidance: 1, solver: 'ddim', schedule: 'authors' },
  model: 'small-landscapes',
};

test('our text', () => {
  const text = writeParameters(full, maker);
  expect(text).toBe(
    'a red house, by the sea\n' +
      'Negative prompt: fog\n' +
      'Steps: 20, Sampler: DPM++ 2M, CFG scale: 4.5, Seed: 7, Size: 512x768, Schedule: uniform, ' +
      'Decoder steps: 10, Decoder sampler: DDIM, Decoder CFG scale: 1, ' +
      'Decoder schedule: authors, ' +
      'Completion: "on a sunny day, storybook illustration", Model: Small landscapes, Model ID: small-landscapes, ' +
      'RNG: CPU, Version: wuerstchen-web 0.1.0',
  );
  expect(readParameters(text)).toEqual({
    settings: full,
    problems: [],
    modelName: 'Small landscapes',
  });
});

test('whatever is written reads back as it was', () => {
  for (let seed = 0; seed < 3000; seed++) {
    const random = seeded(seed);
    const settings = random.settings();
    const modelName = random.text(3).trim() || 'x';
    const text = writeParameters(settings, { ...maker, modelName });
    expect(readParameters(text)).toEqual({ settings, problems: [], modelName });
  }
});

test('prompts that the lines cannot say are written once more, whole', () => {
  const prompt = 'a sign that says\nNegative prompt: none ';
  const text = writeParameters({ prompt, seed: '1' }, maker);
  expect(text).toContain('Full prompt: "a sign that says\\nNegative prompt: none "');
  expect(readParameters(text).settings).toEqual({ prompt, seed: '1' });
});

describe('texts of other programs', () => {
  it('reads AUTOMATIC1111', () => {
    const text = `a photo of a cat, (best quality:1.2)
on a roof
Negative prompt: blurry,
lowres
Steps: 28, Sampler: DDIM, CFG scale: 7.0, Seed: 2874362, Size: 512x640, Model hash: 6ce0161689, Model: v1-5-pruned, Lora hashes: "one: aa, two: bb", Clip skip: 2, Version: v1.9.4`;
    expect(readParameters(text)).toEqual({
      settings: {
        prompt: 'a photo of a cat, (best quality:1.2)\non a roof',
        negative: 'blurry,\nlowres',
        seed: '2874362',
        width: 512,
        height: 640,
        prior: { steps: 28, solver: 'ddim', guidance: 7 },
      },
      problems: [],
      modelName: 'v1-5-pruned',
    });
  });

  it('reports a sampler that we do not have, and guesses none', () => {
    const { settings, problems } = readParameters(
      'a cat\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: -1',
    );
    expect(settings).toEqual({ prompt: 'a cat', prior: { steps: 20, guidance: 7 } });
    expect(problems).toMatchObject([
      {
        key: 'Sampler',
        value: 'DPM++ 2M Karras',
        expected: { choices: ['DDPM', 'DDIM', 'DPM++ 2M'] },
      },
      { key: 'Seed', value: '-1' },
    ]);
  });

  it('takes a last line of fewer than three pairs for prompt', () => {
    expect(readParameters('a cat\nSteps: 20, Seed: 1').settings).toEqual({
      prompt: 'a cat\nSteps: 20, Seed: 1',
    });
    expect(readParameters('just words')).toEqual({
      settings: { prompt: 'just words' },
      problems: [],
      modelName: null,
    });
    expect(readParameters('').settings).toEqual({});
  });

  it('reads pairs without a prompt', () => {
    expect(readParameters('\nSteps: 20, Seed: 1, Size: 64x64').settings).toMatchObject({
      seed: '1',
    });
  });

  it.each([
    ['Hashes: {"model": "abc"}, Steps: 20, Seed: 1, Size: 8x8', '1'],
    ['Prompt: "an open quote, Steps: 3, Seed: 2, Size: 8x8', '2'],
    ['Name: "a" b, Steps: 3, Seed: 3, Size: 8x8', '3'],
    ['Name: "bad \\x escape", Steps: 3, Seed: 4, Size: 8x8', '4'],
    [' Steps : 3 ,, ,Seed:5,Size:8x8, Seed: 6', '5'],
  ])('%s', (line, seed) => expect(readParameters(`a\n${line}`).settings.seed).toBe(seed));

  it('does not take a book for a prompt', () => {
    const reading = readParameters(`${'a '.repeat(6000)}\nSteps: 20, Seed: 1, Size: 8x8`);
    expect(reading.settings).not.toHaveProperty('prompt');
    expect(reading.problems).toMatchObject([{ key: 'Prompt', expected: { kind: 'length' } }]);
  });
});

test('noise never throws, and a megabyte of it does not take long', () => {
  for (let seed = 0; seed < 2000; seed++) {
    const random = seeded(seed);
    readParameters(`${random.text(6)}\n${random.text(12)}`);
  }
  const started = performance.now();
  for (const piece of [
    ':',
    ',',
    '"',
    'k:"',
    'k: "a',
    'k:"\\',
    'a:1,',
    ' ',
    'a',
    '",k:"',
    'k:"b"c',
  ]) {
    readParameters(piece.repeat(Math.ceil(2 ** 20 / piece.length)));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('how many times larger a picture was painted has a key of ours', () => {
  const text = writeParameters({ ...full, scale: 2 }, maker);
  expect(text).toContain('Decoder scale: 2');
  expect(readParameters(text).settings.scale).toBe(2);
});

test('the strength of a picture from a picture has AUTOMATIC1111’s key', () => {
  const text = writeParameters({ ...full, strength: 0.6 }, maker);
  expect(text).toContain(', Denoising strength: 0.6, Model: ');
  expect(readParameters(text).settings).toEqual({ ...full, strength: 0.6 });
});

test('the strength of a picture that was only enlarged is no start picture’s', () => {
  const last = 'Steps: 20, Seed: 1, Size: 512x768, Denoising strength: 0.7, Hires upscale: 2';
  expect(readParameters(`a cat\n${last}`).settings).not.toHaveProperty('strength');
});

test('a part that was painted anew is told as AUTOMATIC1111 tells it', () => {
  const text = 'a house\nSteps: 20, Seed: 1, Size: 512x512, Denoising strength: 0.75, Mask blur: 4';
  expect(readParameters(text).settings).toMatchObject({ strength: 0.75, feather: 4 });
  const maker = { modelName: 'm', program: 'p' };
  expect(writeParameters({ prompt: 'a', strength: 1, feather: 8 }, maker)).toContain(
    'Denoising strength: 1, Mask blur: 8',
  );
  const tooMuch = readParameters(text.replace('blur: 4', 'blur: 1025'));
  expect(tooMuch.settings).not.toHaveProperty('feather');
  expect(tooMuch.problems).toMatchObject([{ key: 'Mask blur', value: '1025' }]);
});
