import { expect, test } from 'vitest';
import { readLink } from '../../share/link.ts';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { addressOf } from './address.ts';

const request: GenerateRequest = {
  prompt: 'a red house',
  negative: '',
  seed: '7',
  width: 512,
  height: 512,
  prior: { ...fakeManifest.prior.sampling, steps: 5 },
  decoder: fakeManifest.decoder.sampling,
};
const picture = { request, modelId: 'fake' };

test('the page’s own address, without what was in its query and hash', () => {
  expect(
    addressOf(picture, 'https://x.test/app/?shared&provider=wasm#pictures', fakeManifest),
  ).toBe('https://x.test/app/#v=1&prompt=a+red+house&seed=7&steps=5&model=fake');
});

test('a package that the address names is named again', () => {
  expect(addressOf(picture, 'http://localhost/?model=models/other/', fakeManifest)).toMatch(
    /^http:\/\/localhost\/\?model=models%2Fother%2F#v=1&/,
  );
});

test('a picture of a model that is not open names all that made it', () => {
  for (const manifest of [null, { ...fakeManifest, id: 'another' }]) {
    const { hash } = new URL(addressOf(picture, 'http://localhost/', manifest));
    expect(readLink(hash)?.settings).toMatchObject({
      width: 512,
      prior: { steps: 5, guidance: 4, solver: 'ddpm', schedule: 'uniform' },
      decoder: { steps: 12 },
    });
  }
});

test('a picture that was completed says so, whether its model is open or not', () => {
  const completed = { ...picture, request: { ...request, completion: ['by the sea', 'in ink'] } };
  for (const manifest of [null, fakeManifest]) {
    const { hash } = new URL(addressOf(completed, 'http://localhost/', manifest));
    expect(readLink(hash)?.settings.completion).toEqual(['by the sea', 'in ink']);
  }
});
