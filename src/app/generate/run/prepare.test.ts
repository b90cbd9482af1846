import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Manifest } from '../../../package/manifest.ts';
import {
  EngineError,
  type GenerateRequest,
  type OpenedModel,
  type StageTimes,
} from '../../../protocol/engine.ts';
import { useReload } from '../../pwa/isolate.ts';
import { isOnThisDevice } from '../../pwa/keep.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import {
  pressStyle,
  readStoredForm,
  setPrompt,
  setSeed,
  setWidth,
  useForm,
  setStartPicture,
  setStrength,
} from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { expectedMs, noteTimings, useStageTimings } from '../../state/stage-timings.ts';
import { prepareAhead } from './prepare.ts';
import { enqueue, useQueue } from '../../state/queue.ts';
import { useRun, type RunState } from '../../state/run.ts';
import { setEngine } from '../../state/services.ts';

vi.mock('../../pictures/store/shown.ts', () => ({ showPicture: vi.fn() }));
// Node paints nothing.
vi.mock('../../lib/when-painted.ts', () => ({
  whenPainted: (callback: () => void) => {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
}));
vi.mock('../../pwa/keep.ts', () => ({ isOnThisDevice: vi.fn(() => Promise.resolve(false)) }));

const PAINTED_MS = 20;
const SETTLED_MS = 400;

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

interface Call {
  request: GenerateRequest;
  signal: AbortSignal;
  finish: () => void;
  fail: () => void;
}

let stop = () => {};

/** The page at work, and what its engine was asked to prepare. */
function watched(isSlow = false, timesMs: StageTimes | null = null) {
  const page = new Page();
  const calls: Call[] = [];
  const engine = createFakeEngine({
    prepare: (request, signal) =>
      new Promise((finish, reject) => {
        const failure = { code: 'internal', message: 'Broken.', hint: 'None.' } as const;
        const done = () => finish(timesMs);
        calls.push({ request, signal, finish: done, fail: () => reject(new EngineError(failure)) });
        if (!isSlow) done();
      }),
  });
  setEngine(engine);
  stop = prepareAhead(page);
  return { page, calls };
}

const prompts = (calls: Call[]) => calls.map(({ request }) => request.prompt);

const device: OpenedModel['device'] = {
  provider: 'wasm',
  reason: 'no-webgpu',
  adapter: null,
  float16: false,
  threads: 2,
  fallback: null,
  runtime: 'none',
};

const open = (changes: Partial<OpenedModel> = {}) =>
  useModel.setState(
    { kind: 'open', model: { manifest: fakeManifest, device, residency: 'keep', ...changes } },
    true,
  );

const type = async (prompt: string) => {
  setPrompt(prompt);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
};

const painted = () => vi.advanceTimersByTimeAsync(PAINTED_MS);

// Nothing here looks at what is being painted.
const run = (kind: RunState['kind']) => useRun.setState({ kind } as RunState, true);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  vi.mocked(isOnThisDevice).mockResolvedValue(false);
  useForm.setState(readStoredForm(null));
  useModel.setState({ kind: 'opening' }, true);
  run('idle');
  useQueue.setState({ waiting: [], removed: [] });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('it waits for the model and the paint, and begins with the first example', async () => {
  const { calls } = watched();
  await painted();
  expect(calls).toEqual([]);
  open();
  expect(calls).toEqual([]);
  await painted();
  expect(prompts(calls)).toEqual([fakeManifest.prompts[0]]);
  expect(calls[0]!.request).toMatchObject({ width: 512, height: 512, negative: '' });
});

test('whoever types at once does not put off the loading', async () => {
  const { calls } = watched();
  open();
  for (const prompt of ['a', 'a r', 'a re', 'a red']) {
    setPrompt(prompt);
    await vi.advanceTimersByTimeAsync(PAINTED_MS / 2);
  }
  expect(prompts(calls)).toEqual(['a r']);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls)).toEqual(['a r', 'a red']);
});

test('what stands in the form is prepared as it will be painted', async () => {
  setPrompt('a {red|blue} house.');
  pressStyle('night');
  setWidth('768');
  const { calls } = watched();
  open();
  await painted();
  expect(calls).toHaveLength(1);
  expect(calls[0]!.request).toMatchObject({
    prompt: 'a red house at night',
    negative: 'sun',
    width: 768,
    height: 512,
    prior: { steps: 20, guidance: 4 },
    wantPreview: true,
  });
});

test('what the first run took tells how long pictures will take, until one was painted', async () => {
  useStageTimings.setState({ records: [], loaded: null, rehearsal: null });
  const { calls } = watched(false, { load: 0, text: 50, prior: 100, decoder: 300, vqgan: 200 });
  open();
  await painted();
  const { request } = calls[0]!;
  expect(request.prior.steps).toBe(20);
  expect(request.decoder.steps).toBe(12);
  expect(expectedMs([request])).toBe(50 + 20 * 100 + 12 * 300 + 200);
  noteTimings(request, { load: 0, text: 0, prior: 1000, decoder: 1200, vqgan: 100 });
  expect(expectedMs([request])).toBe(2300);
});

test('typing is waited out, and only what is new is prepared', async () => {
  const { calls } = watched();
  open();
  await painted();
  for (const prompt of ['a', 'a r', 'a re', 'a red']) {
    setPrompt(prompt);
    await vi.advanceTimersByTimeAsync(SETTLED_MS - 1);
  }
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(prompts(calls).slice(1)).toEqual(['a red']);
  // Neither a seed nor what stands there already.
  setSeed('7');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  await type('a red ');
  expect(calls).toHaveLength(2);
});

test('a form that describes no picture changes nothing', async () => {
  const { calls } = watched();
  open();
  await painted();
  await type('a {red');
  setWidth('500');
  await type('a house');
  expect(calls).toHaveLength(1);
});

test('one is prepared at a time, and the newest follows', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  await type('one');
  await type('two');
  expect(calls).toHaveLength(1);
  expect(calls[0]!.signal.aborted).toBe(false);
  calls[0]!.finish();
  await painted();
  expect(prompts(calls).slice(1)).toEqual(['two']);
});

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

test('another model ends what is prepared for the one before', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  useModel.setState({ kind: 'opening' }, true);
  expect(calls[0]!.signal.aborted).toBe(true);
  calls[0]!.finish();
  open({ manifest: { ...fakeManifest, id: 'other', prompts: ['an owl'] } });
  await painted();
  expect(prompts(calls).slice(1)).toEqual(['an owl']);
  stop();
  expect(calls[1]!.signal.aborted).toBe(true);
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

function largeManifest(): Manifest {
  const { networks } = fakeManifest;
  const data = [{ path: 'large.bin', sizeBytes: 101e6, sha256: '0'.repeat(64) }];
  return {
    ...fakeManifest,
    networks: { ...networks, 'decoder-step': { ...networks['decoder-step'], data } },
  };
}

test('a start picture is left to its turn: its encoders are not loaded ahead', async () => {
  setPrompt('a house');
  setStartPicture('ab'.repeat(32));
  const { calls } = watched();
  open({ manifest: { ...fakeManifest, imageEncoders: {} } as unknown as typeof fakeManifest });
  await painted();
  expect(prompts(calls)).toEqual(['a house']);
  expect(calls[0]!.request).not.toHaveProperty('start');
  expect(calls[0]!.request).not.toHaveProperty('image');
  setStrength(0.2);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(calls).toHaveLength(1);
});
