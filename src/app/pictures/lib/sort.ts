import { formatDay } from './dates.ts';
import type { Group } from './grid.ts';
import type { PictureRecord } from './record.ts';

export const SORT_ORDERS = ['newest', 'oldest', 'prompt'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** @param records newest first, as they are kept */
export function sortPictures(
  records: readonly PictureRecord[],
  order: SortOrder,
): readonly PictureRecord[] {
  switch (order) {
    case 'newest':
      return records;
    case 'oldest':
      return records.toReversed();
    case 'prompt': {
      const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
      // Of the same prompt the newest first: sorting is stable.
      return records.toSorted((a, b) => compare(a.request.prompt, b.request.prompt));
    }
  }
}

/** The days of pictures that are sorted by time; sorted by prompt they are one group without a name. */
export function groupByDay(
  records: readonly PictureRecord[],
  order: SortOrder,
  nowMs: number,
): Group[] {
  if (order === 'prompt') return [{ text: null, count: records.length }];
  const groups: Group[] = [];
  let day = '';
  for (const { paintedAt } of records) {
    const own = new Date(paintedAt).toDateString();
    if (own === day) groups.at(-1)!.count++;
    else groups.push({ text: formatDay(paintedAt, nowMs), count: 1 });
    day = own;
  }
  return groups;
}
