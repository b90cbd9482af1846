import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Order } from '../../lib/settings/start.ts';
import { readStart } from '../../pictures/public.ts';
import { withStartPixels } from './with-start.ts';

// IndexedDB and canvases are the browser's.
vi.mock('../../pictures/public.ts', () => ({ readStart: vi.fn() }));
vi.mock('./pixels.ts', () => ({
  startBitmap: (file: Blob, { width, height }: Order) =>
    Promise.resolve({ width, height, rgba: new Uint8ClampedArray(8).fill(file.size) }),
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
    bitmap: { width: 256, height: 512, rgba: new Uint8ClampedArray(8).fill(3) },
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

describe('a marked part', () => {
  const part = {
    ...order,
    start: { ...order.start!, mask: { sha256: 'cd'.repeat(32), feather: 5 } },
  };
  const maskFile = (file: Blob | null) =>
    vi
      .mocked(readStart)
      .mockImplementation((hash) =>
        Promise.resolve(hash === 'cd'.repeat(32) ? file : new Blob(['abc'])),
      );

  test('goes to the engine as one byte a pixel, with its feather', async () => {
    maskFile(new Blob(['x'.repeat(200)]));
    const { image } = await withStartPixels(part);
    expect(image).toMatchObject({ strength: 0.4, feather: 5 });
    expect(image!.mask).toEqual({
      ...{ width: 256, height: 512, data: new Uint8ClampedArray([200, 200]) },
    });
  });

  test('that is gone, or of which nothing is painted, is told', async () => {
    maskFile(null);
    const gone = { message: 'The marked part is no longer on this device.' };
    await expect(withStartPixels(part)).rejects.toMatchObject({ failure: gone });
    maskFile(new Blob([]));
    const cutOff = { message: 'The marked part lies outside of what is painted in this size.' };
    await expect(withStartPixels(part)).rejects.toMatchObject({ failure: cutOff });
  });
});
