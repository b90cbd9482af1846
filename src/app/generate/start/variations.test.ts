import { beforeEach, expect, test, vi } from 'vitest';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { useModel, type ModelState } from '../../state/model.ts';
import { useQueue } from '../../state/queue.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { paintQueue, refuse } from '../run/generate.ts';
import { paintVariations } from './variations.ts';

vi.mock('../../state/view.ts', () => ({ showView: () => undefined }));
vi.mock('../../pictures/public.ts', () => ({ keepStart: () => Promise.resolve('cd'.repeat(32)) }));
vi.mock('../run/generate.ts', () => ({ paintQueue: vi.fn(), refuse: vi.fn() }));

const prior = { ...fakeManifest.prior.sampling, steps: 3 };
const picture = {
  request: {
    ...{ prompt: 'a house', completion: ['by the sea'], negative: 'fog', seed: '7' },
    ...{ width: 512, height: 256, prior, decoder: fakeManifest.decoder.sampling },
    start: { sha256: 'ab'.repeat(32), strength: 0.2 },
  },
  modelId: fakeManifest.id,
  blob: new Blob(),
} as unknown as Picture;

beforeEach(() => {
  vi.clearAllMocks();
  useQueue.setState({ waiting: [], removed: [] });
  useModel.setState({ kind: 'open', model: { manifest: fakeManifest } } as ModelState, true);
});

const waiting = () => useQueue.getState().waiting.map(({ request }) => request);

test('four pictures start from this one, with its words and settings and seeds of their own', async () => {
  await paintVariations(picture);
  expect(waiting()).toHaveLength(4);
  for (const request of waiting()) {
    expect(request).toMatchObject({
      ...{ prompt: 'a house', completion: ['by the sea'], negative: 'fog' },
      ...{ width: 512, height: 256, prior },
      start: { sha256: 'cd'.repeat(32), strength: 0.7 },
    });
  }
  expect(new Set([...waiting().map(({ seed }) => seed), '7']).size).toBe(5);
  expect(paintQueue).toHaveBeenCalledOnce();
});

test('of a picture by another model they take the steps of this one', async () => {
  await paintVariations({ ...picture, modelId: 'another' });
  expect(waiting()[0]!.prior.steps).toBe(fakeManifest.prior.sampling.steps);
});

test('a full queue takes none of them', async () => {
  const request = picture.request;
  useQueue.setState({
    waiting: Array.from({ length: 198 }, (_, id) => ({ id, request, hold: null })),
  });
  await paintVariations(picture);
  expect(waiting()).toHaveLength(198);
  expect(refuse).toHaveBeenCalledWith('queue');
});
