import { beforeAll, expect, test, vi } from 'vitest';
import { fakeRecord } from '../testing/fake-record.ts';
import { groupByDay, sortPictures } from './sort.ts';

beforeAll(() => void vi.stubGlobal('document', { documentElement: { lang: 'en' } }));

const at = (day: number, hour: number) => new Date(2025, 10, day, hour).getTime();
const pictures = [
  fakeRecord({ id: 'latest-1', paintedAt: at(23, 9), request: { prompt: 'house 10' } }),
  fakeRecord({ id: 'latest-2', paintedAt: at(23, 0), request: { prompt: 'House 9' } }),
  fakeRecord({ id: 'before-1', paintedAt: at(22, 23), request: { prompt: 'Äpfel' } }),
  fakeRecord({ id: 'oldest-1', paintedAt: at(1, 12), request: { prompt: 'zebra' } }),
];
const now = at(23, 10);

test('pictures are sorted by time, or by prompt as people sort', () => {
  const ids = (order: 'newest' | 'oldest' | 'prompt') =>
    sortPictures(pictures, order).map(({ id }) => id);
  expect(ids('newest')).toEqual(['latest-1', 'latest-2', 'before-1', 'oldest-1']);
  expect(ids('oldest')).toEqual(['oldest-1', 'before-1', 'latest-2', 'latest-1']);
  expect(ids('prompt')).toEqual(['before-1', 'latest-2', 'latest-1', 'oldest-1']);
});

test('days are named as people name them', () => {
  expect(groupByDay(pictures, 'newest', now)).toEqual([
    { text: 'Today', count: 2 },
    { text: 'Yesterday', count: 1 },
    { text: 'Saturday, November 1, 2025', count: 1 },
  ]);
  expect(groupByDay(pictures, 'prompt', now)).toEqual([{ text: null, count: 4 }]);
  expect(groupByDay([], 'newest', now)).toEqual([]);
});
