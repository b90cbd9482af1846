import { expect, test } from 'vitest';
import { fakeRecord } from '../testing/fake-record.ts';
import { archiveName, fileNamer, readList, writeList } from './archive.ts';
import { toPortable } from './record.ts';

const record = fakeRecord();

test('a list reads back as it was written', () => {
  expect(readList(writeList([['a.png', record]]))).toEqual({
    kind: 'list',
    entries: [{ file: 'a.png', ...toPortable(record) }],
    unreadable: 0,
  });
});

test('what a page only needs for itself is not written', () => {
  expect(writeList([['a.png', record]])).not.toMatch(/search|deletedAt|tone/);
});

test('a damaged entry does not take the others with it', () => {
  const list = JSON.parse(writeList([['a.png', record]])) as { pictures: unknown[] };
  list.pictures.push({ file: 'b.png' }, null, 7);
  expect(readList(JSON.stringify(list))).toMatchObject({ entries: [{}], unreadable: 3 });
});

test.each(['', 'null', '{}', '[', '{"format":"other","version":1,"pictures":[]}'])(
  '%j is no list of ours',
  (json) => expect(readList(json)).toEqual({ kind: 'foreign' }),
);

test('a newer version is named', () => {
  const json = '{"format":"wuerstchen-pictures","version":2,"pictures":[]}';
  expect(readList(json)).toEqual({ kind: 'newer' });
});

test.each([
  { id: '../../etc' },
  { request: { seed: '-1' } },
  { request: { width: 1e9 } },
  { paintedAt: 1e20 },
])('%j is refused', (change) => {
  const json = JSON.stringify({
    format: 'wuerstchen-pictures',
    version: 1,
    pictures: [
      {
        file: 'a.png',
        ...toPortable(record),
        ...change,
        request: { ...record.request, ...('request' in change ? change.request : {}) },
      },
    ],
  });
  expect(readList(json)).toMatchObject({ entries: [], unreadable: 1 });
});

test('no two files have the same name', () => {
  const name = fileNamer();
  expect([name(record), name(record), name(record)]).toEqual([
    'a-red-house-7.png',
    'a-red-house-7.2.png',
    'a-red-house-7.3.png',
  ]);
});

test('an export is named after its day', () => {
  expect(archiveName(new Date('2025-11-23T10:00:00Z'))).toBe('pictures-2025-11-23.zip');
});
