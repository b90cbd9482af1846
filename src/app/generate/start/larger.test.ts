import { expect, test, vi } from 'vitest';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { largerOrders } from './larger.ts';

vi.mock('../run/generate.ts', () => ({ paintQueue: vi.fn(), refuse: vi.fn() }));
vi.mock('../../state/view.ts', () => ({ showView: () => undefined }));

const manifest = { ...fakeManifest, geometry: { ...fakeManifest.geometry, maxSide: 1536 } };
const request = {
  ...{ prompt: 'a house', negative: '', seed: '7', width: 512, height: 768 },
  ...{ prior: manifest.prior.sampling, decoder: manifest.decoder.sampling },
};
const sizes = (changes: object = {}, modelId = manifest.id) =>
  largerOrders({ request: { ...request, ...changes }, modelId }, manifest).map(
    ({ width, height, scale }) => [width, height, scale],
  );

test('both larger sizes are offered where the model paints them, with everything else as it was', () => {
  expect(sizes()).toEqual([
    [768, 1152, 1.5],
    [1024, 1536, 2],
  ]);
  const [order] = largerOrders({ request, modelId: manifest.id }, manifest);
  expect(order).toEqual({ ...request, width: 768, height: 1152, scale: 1.5 });
});

test('a size that the model does not paint is not offered', () => {
  // 384 * 1.5 = 576, which no side is; 1536 is the largest.
  expect(sizes({ width: 384, height: 384 })).toEqual([[768, 768, 2]]);
  expect(sizes({ width: 1536, height: 512 })).toEqual([]);
});

test('what would be composed anew, or cannot be, is not offered', () => {
  expect(sizes({}, 'another')).toEqual([]);
  expect(sizes({ width: 768, height: 768, scale: 1.5 })).toEqual([]);
  expect(sizes({ start: { sha256: null, strength: 0.5 } })).toEqual([]);
  const mask = { sha256: 'b'.repeat(64), feather: 16 };
  expect(sizes({ start: { sha256: 'a'.repeat(64), strength: 1, mask } })).toEqual([]);
  expect(sizes({ start: { sha256: 'ab'.repeat(32), strength: 0.5 } })).toHaveLength(2);
});
