import { expect, test } from 'vitest';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { buildRequest, type FormValues } from './request.ts';

const form: FormValues = {
  prompt: '  a red house ',
  negative: '',
  seed: '7',
  randomSeed: false,
  width: '',
  height: '',
  prior: {},
  decoder: {},
};

test('an untouched form follows the model', () => {
  expect(buildRequest(form, fakeManifest)).toEqual({
    kind: 'request',
    request: {
      prompt: 'a red house',
      negative: '',
      seed: '7',
      width: 512,
      height: 512,
      prior: { steps: 20, guidance: 4, schedule: 'uniform', solver: 'ddpm' },
      decoder: { steps: 12, guidance: 1, schedule: 'uniform', solver: 'ddpm' },
      wantPreview: true,
    },
  });
});

test('changes are held within what the model allows', () => {
  const built = buildRequest(
    { ...form, prior: { steps: 1000, guidance: -3, solver: 'ddim' } },
    fakeManifest,
  );
  expect(built.kind === 'request' && built.request.prior).toEqual({
    steps: 60,
    guidance: 0,
    schedule: 'uniform',
    solver: 'ddim',
  });
});

test('a solver that the model does not offer falls back to its own', () => {
  const manifest = structuredClone(fakeManifest);
  manifest.prior.sampling.solvers = ['ddpm'];
  const built = buildRequest({ ...form, prior: { solver: 'dpm++2m' } }, manifest);
  expect(built.kind === 'request' && built.request.prior.solver).toBe('ddpm');
});

test.each([
  [{ prompt: ' \n' }, 'prompt'],
  [{ width: '500' }, 'size'],
  [{ seed: 'x' }, 'seed'],
])('%j cannot be painted because of the %s', (change, problem) => {
  expect(buildRequest({ ...form, ...change }, fakeManifest)).toEqual({ kind: 'problem', problem });
});
