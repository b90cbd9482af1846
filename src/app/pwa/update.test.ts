import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useQueue } from '../state/queue.ts';
import { useRun, type RunState } from '../state/run.ts';
import { agreeToUpdate, useUpdate, watchForTakeover, watchForUpdates } from './update.ts';

const run = () => useRun.setState({ kind: 'running' } as RunState, true);
const finish = () => useRun.setState({ kind: 'idle' }, true);
/** Lets what is waited for come. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  finish();
  useQueue.setState({ waiting: [], removed: [] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a picture that begins before the new version has taken over is finished, too', async () => {
  const container = Object.assign(new EventTarget(), { controller: {} });
  const worker = { postMessage: vi.fn() };
  const reload = vi.fn();
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('document', new EventTarget());
  watchForTakeover();
  const registration = Object.assign(new EventTarget(), { waiting: worker });
  watchForUpdates(registration as unknown as ServiceWorkerRegistration);
  expect(useUpdate.getState().kind).toBe('ready');

  agreeToUpdate();
  await settle();
  expect(worker.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'SKIP_WAITING' });
  run();
  container.dispatchEvent(new Event('controllerchange'));
  await settle();
  expect(useUpdate.getState().kind).toBe('agreed');
  expect(reload).not.toHaveBeenCalled();
  finish();
  await settle();
  expect(reload).toHaveBeenCalledTimes(1);
});
