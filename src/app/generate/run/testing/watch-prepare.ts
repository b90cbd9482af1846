import { afterEach, beforeEach, vi } from 'vitest';
import {
  EngineError,
  type GenerateRequest,
  type OpenedModel,
  type StageTimes,
} from '../../../../protocol/engine.ts';
import { isOnThisDevice } from '../../../pwa/keep.ts';
import { readStoredForm, setPrompt, useForm } from '../../../state/form.ts';
import { useModel } from '../../../state/model.ts';
import { useQueue } from '../../../state/queue.ts';
import { useRun, type RunState } from '../../../state/run.ts';
import { setEngine } from '../../../state/services.ts';
import { createFakeEngine } from '../../../testing/fake-engine.ts';
import { fakeManifest } from '../../../testing/fake-manifest.ts';
import { prepareAhead } from '../prepare.ts';

/** What tests of `prepareAhead` have in common. They mock `pwa/keep.ts`, and `whenPainted` as a timer of 16 ms. */

/** By then the page has been painted. */
export const PAINTED_MS = 20;
/** Nobody types on after this long. */
export const SETTLED_MS = 400;

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

/** Ends what `watched` began. */
export const stopPreparing = () => stop();

/** The page at work, and what its engine was asked to prepare. */
export function watched(isSlow = false, timesMs: StageTimes | null = null) {
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

export const prompts = (calls: Call[]) => calls.map(({ request }) => request.prompt);

const device: OpenedModel['device'] = {
  provider: 'wasm',
  reason: 'no-webgpu',
  adapter: null,
  float16: false,
  threads: 2,
  fallback: null,
  runtime: 'none',
};

export const open = (changes: Partial<OpenedModel> = {}) =>
  useModel.setState(
    { kind: 'open', model: { manifest: fakeManifest, device, residency: 'keep', ...changes } },
    true,
  );

export const type = async (prompt: string) => {
  setPrompt(prompt);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
};

export const painted = () => vi.advanceTimersByTimeAsync(PAINTED_MS);

// Nothing here looks at what is being painted.
export const run = (kind: RunState['kind']) => useRun.setState({ kind } as RunState, true);

/** An empty form, no model and a clock that stands still before each test of the file. */
export function prepareFromScratch(): void {
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
}
