import { beforeEach, expect, test, vi } from 'vitest';
import type { Order } from '../../lib/settings/start.ts';
import { readStart } from '../../pictures/public.ts';
import { withStartPixels } from './with-start.ts';

// IndexedDB and canvases are the browser's.
vi.mock('../../pictures/public.ts', () => ({ readStart: vi.fn() }));
vi.mock('./pixels.ts', () => ({
  startBitmap: (file: Blob, { width, height }: Order) =>
    Promise.resolve({ width, height, rgba: new Uint8ClampedArray([file.size]) }),
}));

const stage = { steps: 4, schedule: 'uniform', guidance: 4, solver: 'ddpm' } as const;
const order: Order = {
  ...{ prompt: 'a house', negative: '', seed: '1', width: 256, height: 512 },
  ...{ prior: stage, decoder: stage },
  start: { sha256: 'ab'.repeat(32), strength: 0.4 },
};

beforeEach(() => vi.mocked(readStart).mockResolvedValue(new Blob(['abc'])));

test('the engine gets pixels in the size that is painted, and no reference', async () => {
  const request = await withStartPixels(order);
  expect(readStart).toHaveBeenCalledWith('ab'.repeat(32));
  expect(request).not.toHaveProperty('start');
  expect(request.image).toEqual({
    bitmap: { width: 256, height: 512, rgba: new Uint8ClampedArray([3]) },
    strength: 0.4,
  });
});

test('every try has pixels of its own', async () => {
  const [one, other] = [await withStartPixels(order), await withStartPixels(order)];
  expect(one.image!.bitmap.rgba).not.toBe(other.image!.bitmap.rgba);
});

test('a start picture that is gone, or was never known, is told', async () => {
  const failure = {
    code: 'bad-request',
    message: 'The start picture is no longer on this device.',
  };
  vi.mocked(readStart).mockResolvedValue(null);
  await expect(withStartPixels(order)).rejects.toMatchObject({ failure });
  const unknown = { ...order, start: { sha256: null, strength: 0.4 } };
  await expect(withStartPixels(unknown)).rejects.toMatchObject({ failure });
});
