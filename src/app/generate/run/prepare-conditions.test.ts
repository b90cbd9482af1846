import { expect, test, vi } from 'vitest';
import type { Manifest } from '../../../package/manifest.ts';
import { useReload } from '../../pwa/isolate.ts';
import { isOnThisDevice } from '../../pwa/keep.ts';
import { setPrompt } from '../../state/form.ts';
import { enqueue, useQueue } from '../../state/queue.ts';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import {
  prepareFromScratch,
  open,
  painted,
  prompts,
  run,
  SETTLED_MS,
  type,
  watched,
} from './testing/watch-prepare.ts';

vi.mock('../../pictures/store/shown.ts', () => ({ showPicture: vi.fn() }));
// Node paints nothing.
vi.mock('../../lib/when-painted.ts', () => ({
  whenPainted: (callback: () => void) => {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
}));
vi.mock('../../pwa/keep.ts', () => ({ isOnThisDevice: vi.fn(() => Promise.resolve(false)) }));

prepareFromScratch();

function largeManifest(): Manifest {
  const { networks } = fakeManifest;
  const data = [{ path: 'large.bin', sizeBytes: 101e6, sha256: '0'.repeat(64) }];
  return {
    ...fakeManifest,
    networks: { ...networks, 'decoder-step': { ...networks['decoder-step'], data } },
  };
}

test.each([
  ['stage by stage', { residency: 'release' }],
  ['a large package', { manifest: largeManifest() }],
] as const)('%s, nothing is prepared', async (_name, changes) => {
  const { calls } = watched();
  open(changes);
  await painted();
  await type('a house');
  expect(calls).toEqual([]);
});

test.each([{ saveData: true }, { effectiveType: '2g' }, { effectiveType: 'slow-2g' }])(
  'where data is to be saved (%o) only what is on this device is prepared',
  async (connection) => {
    vi.stubGlobal('navigator', { connection });
    const { calls } = watched();
    open();
    await painted();
    await type('a house');
    expect(calls).toEqual([]);
    expect(isOnThisDevice).toHaveBeenCalledWith(fakeManifest);
    vi.mocked(isOnThisDevice).mockResolvedValue(true);
    await type('another house');
    expect(prompts(calls)).toEqual(['another house']);
  },
);

test('a fast connection is used without asking what is here', async () => {
  vi.stubGlobal('navigator', { connection: { saveData: false, effectiveType: '4g' } });
  vi.mocked(isOnThisDevice).mockClear();
  const { calls } = watched();
  open();
  await painted();
  expect(calls).toHaveLength(1);
  expect(isOnThisDevice).not.toHaveBeenCalled();
});

test('a picture goes first: the engine takes over, and nothing new is begun meanwhile', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  enqueue([calls[0]!.request]);
  run('running');
  useQueue.setState({ waiting: [] });
  // Aborting would throw the load away that the picture needs.
  expect(calls[0]!.signal.aborted).toBe(false);
  calls[0]!.finish();
  await type('the next one');
  expect(calls).toHaveLength(1);
  run('idle');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls).slice(1)).toEqual(['the next one']);
});

test('what a stopped picture has ended is prepared again', async () => {
  const { calls } = watched(true);
  setPrompt('a house');
  open();
  await painted();
  run('running');
  calls[0]!.finish();
  await painted();
  expect(calls).toHaveLength(1);
  run('stopped');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls)).toEqual(['a house', 'a house']);
});

test('a hidden page prepares nothing, and goes on when it is seen', async () => {
  const { page, calls } = watched(true);
  page.become('hidden');
  open();
  await type('a house');
  expect(calls).toEqual([]);
  page.become('visible');
  await painted();
  expect(prompts(calls)).toEqual(['a house']);
  page.become('hidden');
  expect(calls[0]!.signal.aborted).toBe(true);
  calls[0]!.finish();
  page.become('visible');
  await painted();
  // Its engine may have rested meanwhile.
  expect(prompts(calls)).toEqual(['a house', 'a house']);
});

test('a page that will be loaded again waits until it will not', async () => {
  useReload.setState({ isAhead: true });
  const { calls } = watched();
  open();
  await type('a house');
  expect(calls).toEqual([]);
  useReload.setState({ isAhead: false });
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls)).toEqual(['a house']);
});

test('after a failure nothing is tried until a picture comes out or a model is opened', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  calls[0]!.fail();
  await type('a house');
  expect(calls).toHaveLength(1);
  run('running');
  run('failed');
  await type('two houses');
  expect(calls).toHaveLength(1);
  run('running');
  run('idle');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls).slice(1)).toEqual(['two houses']);
  calls[1]!.fail();
  await type('three houses');
  expect(calls).toHaveLength(2);
  open();
  await painted();
  expect(prompts(calls).slice(2)).toEqual(['three houses']);
});
