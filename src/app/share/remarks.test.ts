import { expect, test } from 'vitest';
import { readLink } from '../../share/link.ts';
import { readParameters } from '../../share/parameters.ts';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { remarksOn } from './remarks.ts';

const onLink = (hash: string) => remarksOn({ ...readLink(hash)!, modelName: null }, fakeManifest);

test('settings that the model takes need no remark', () => {
  expect(onLink('#v=1&prompt=a&size=512x512&steps=60&bsolver=ddim&model=fake')).toEqual([]);
});

test.each([
  ['#prompt=a&seed=x', 'seed: “x” was left out. It should be a whole number from 0'],
  ['#prompt=a&size=big', 'like 512x768'],
  ['#prompt=%zz', 'percent-encoded'],
  ['#prompt=a&guidance=x', 'a number from 0 to 100'],
  ['#prompt=a&solver=euler', 'one of ddpm, ddim, dpmpp2m'],
  ['#v=3&prompt=a', 'a newer version (3) of this page'],
  ['#v=x&prompt=a', 'v: “x” was left out. It should be 1.'],
  ['#prompt=a&model=big', 'Made with the model “big”. “Little landscapes” is open here'],
  ['#prompt=a&size=500x512', 'can’t paint 500 × 512 pixels'],
  [
    '#prompt=a&steps=61',
    'Stage C (composition): 61 steps is more than this model allows. It will use 60.',
  ],
  ['#prompt=a&bguidance=13', 'Stage B (refinement): guidance 13 is more'],
])('%s: %s', (hash, words) => {
  const remarks = onLink(hash);
  expect(remarks).toHaveLength(1);
  expect(remarks[0]).toContain(words);
});

test('a book is no prompt', () => {
  const [remark] = onLink(`#seed=1&prompt=${'a'.repeat(10_001)}`);
  expect(remark).toContain('at most 10,000 characters');
  expect(remark!.length).toBeLessThan(200);
});

test('a solver that the model does not offer is named', () => {
  const manifest = structuredClone(fakeManifest);
  manifest.decoder.sampling.solvers = ['ddpm'];
  const reading = { ...readLink('#prompt=a&bsolver=ddim')!, modelName: null };
  expect(remarksOn(reading, manifest)[0]).toContain('doesn’t offer the solver DDIM');
});

test('a picture of another program names its model and its sampler', () => {
  const reading = readParameters(
    'a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: v1-5',
  );
  const remarks = remarksOn(reading, fakeManifest);
  expect(remarks).toHaveLength(2);
  expect(remarks[0]).toContain('Sampler: “Euler a” was left out');
  expect(remarks[1]).toContain('Made with the model “v1-5”');
});

test('without an open model only the reading is judged', () => {
  const reading = { ...readLink('#prompt=a&steps=900&model=x')!, modelName: null };
  expect(remarksOn(reading, null)).toEqual([]);
});

test('what was painted from a picture needs one, whatever model is open', () => {
  expect(onLink('#prompt=a&size=512x512&bscale=1.5')).toEqual([
    expect.stringContaining('painted 1.5 times larger than it was composed'),
  ]);
  const remark = 'Choose a start picture to use the strength.';
  expect(onLink('#prompt=a&strength=0.6')).toEqual([expect.stringContaining(remark)]);
  const reading = { ...readLink('#prompt=a&strength=0')!, modelName: null };
  expect(remarksOn(reading, null)).toEqual([expect.stringContaining(remark)]);
});
