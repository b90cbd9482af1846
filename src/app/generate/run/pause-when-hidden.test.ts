import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useChosen } from '../../state/chosen.ts';
import { useKept } from '../../pwa/keep.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { enqueue, useQueue } from '../../state/queue.ts';
import { pauseWhenHidden } from './pause-when-hidden.ts';
import { setEngine } from '../../state/services.ts';

vi.mock('../../pictures/store/shown.ts', () => ({ showPicture: vi.fn() }));

const URL_OF_MODEL = 'http://localhost/models/builtin/';
const FIVE_MINUTES_MS = 300_000;

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function watched() {
  const page = new Page();
  const engine = createFakeEngine();
  const close = vi.spyOn(engine, 'close');
  const open = vi.spyOn(engine, 'open');
  setEngine(engine);
  useChosen.setState({ url: URL_OF_MODEL });
  const stop = pauseWhenHidden(page);
  return { page, close, open, stop };
}

beforeEach(() => {
  vi.useFakeTimers();
  useKept.setState({ kept: true });
  useQueue.setState({ waiting: [], removed: [] });
});

afterEach(() => vi.useRealTimers());

test('a page that stays hidden lets go of the engine, and opens the model when it is seen', () => {
  const { page, close, open } = watched();
  page.become('hidden');
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(close).toHaveBeenCalledOnce();
  expect(open).not.toHaveBeenCalled();
  page.become('visible');
  expect(open).toHaveBeenCalledWith(URL_OF_MODEL);
  page.become('visible');
  expect(open).toHaveBeenCalledOnce();
});

test('a short look elsewhere changes nothing', () => {
  const { page, close, open } = watched();
  page.become('hidden');
  vi.advanceTimersByTime(FIVE_MINUTES_MS - 1);
  page.become('visible');
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(close).not.toHaveBeenCalled();
  expect(open).not.toHaveBeenCalled();
});

test('what is being painted is finished first', () => {
  const { page, close } = watched();
  enqueue([{} as Parameters<typeof enqueue>[0][0]]);
  page.become('hidden');
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(close).not.toHaveBeenCalled();
  useQueue.setState({ waiting: [] });
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(close).toHaveBeenCalledOnce();
});

test('without a copy on this device the engine stays', () => {
  useKept.setState({ kept: false });
  const { page, close, stop } = watched();
  page.become('hidden');
  vi.advanceTimersByTime(2 * FIVE_MINUTES_MS);
  stop();
  expect(close).not.toHaveBeenCalled();
});
