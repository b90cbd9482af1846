import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dismissToast, pauseToast, resumeToast, showToast, undoToast, useToast } from './toast.ts';

const undo = vi.fn();
const settle = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  showToast({ text: 'Deleted.', undo, settle });
});

afterEach(() => {
  dismissToast();
  vi.clearAllMocks();
  vi.useRealTimers();
});

test('after ten seconds it is too late', () => {
  vi.advanceTimersByTime(9_999);
  expect(settle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(settle).toHaveBeenCalledOnce();
  expect(useToast.getState().toast).toBeNull();
});

test('undone is not settled', () => {
  undoToast();
  vi.advanceTimersByTime(60_000);
  expect(undo).toHaveBeenCalledOnce();
  expect(settle).not.toHaveBeenCalled();
});

test('the next one settles the one before', () => {
  showToast({ text: 'Again.', undo: () => undefined });
  expect(settle).toHaveBeenCalledOnce();
  expect(useToast.getState().toast?.text).toBe('Again.');
});

test('nobody is hurried', () => {
  pauseToast();
  vi.advanceTimersByTime(60_000);
  expect(settle).not.toHaveBeenCalled();
  resumeToast();
  vi.advanceTimersByTime(10_000);
  expect(settle).toHaveBeenCalledOnce();
});
