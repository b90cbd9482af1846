import { expect, test } from 'vitest';
import type { TimingRecord } from '../../lib/run/eta.ts';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { cpuPictureMs } from './cpu-time.ts';

const base = fakeManifest;
/** So many multiply-adds a step, whatever the size. */
const withCosts = (prior: number, decoder: number, vqgan: number) => ({
  ...base,
  networks: {
    ...base.networks,
    'prior-step': { ...base.networks['prior-step'], multiplyAdds: { G: prior } },
    'decoder-step': { ...base.networks['decoder-step'], multiplyAdds: { G: decoder } },
    'vqgan-decode': { ...base.networks['vqgan-decode'], multiplyAdds: { one: vqgan } },
  },
});
const manifest = withCosts(1e6, 2e6, 4e6);

const record = (changes: Partial<TimingRecord> = {}): TimingRecord => ({
  model: manifest.id,
  provider: 'wasm',
  width: 256,
  height: 256,
  guided: { prior: true, decoder: false },
  fromPicture: false,
  pace: { load: 5000, text: 50, prior: 2, decoder: 4, vqgan: 8 },
  ...changes,
});
const costs = { width: 1024, height: 1024, prior: 100e6, decoder: 50e6, vqgan: 40e6 };

test('each stage goes at the speed that it was measured at', () => {
  // Guided: 2e6 in 2 ms; without: 2e6 in 4 ms; 4e6 in 8 ms.
  expect(cpuPictureMs(costs, manifest, [record()])).toBe(100 + 100 + 80);
});

test('the largest picture tells most', () => {
  const pace = { load: 0, text: 0, prior: 1, decoder: 2, vqgan: 4 };
  const larger = record({ width: 512, height: 512, pace });
  expect(cpuPictureMs(costs, manifest, [record(), larger])).toBe(140);
});

test('pictures of another model, or painted on a GPU, tell nothing', () => {
  const others = [record({ model: 'another' }), record({ provider: 'webgpu' })];
  expect(cpuPictureMs(costs, manifest, others)).toBeNull();
});

test('a package that says nothing of its costs tells nothing', () => {
  expect(cpuPictureMs(costs, base, [record()])).toBeNull();
});
