import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, announceInPassing, useAnnouncement } from './announcer.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const said = () => useAnnouncement.getState().text;

test('the same words are said again', () => {
  announce('Stopped.');
  const { count } = useAnnouncement.getState();
  announce('Stopped.');
  expect(useAnnouncement.getState().count).toBe(count + 1);
});

test('stages wait for what is being read, and only the newest is said', () => {
  announce('Ready.');
  announceInPassing('Stage C');
  announceInPassing('Stage B');
  expect(said()).toBe('Ready.');
  vi.advanceTimersByTime(2000);
  expect(said()).toBe('Stage B');
});

test('the end is said at once, and no stage after it', () => {
  announceInPassing('Stage A');
  announceInPassing('Stage B');
  announce('Ready.');
  expect(said()).toBe('Ready.');
  vi.advanceTimersByTime(5000);
  expect(said()).toBe('Ready.');
});
