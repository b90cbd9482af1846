import { expect, test } from 'vitest';
import { neighbours } from './neighbours.ts';

const ids = ['a', 'b', 'c', 'd'];
const around = (gone: string, id: string) => neighbours(ids, (each) => !gone.includes(each), id);

test('in the middle there is one on either side', () => {
  expect(around('', 'b')).toEqual({ id: 'b', previous: 'a', next: 'c', at: 1, count: 4 });
});

test('what is gone is left out', () => {
  expect(around('c', 'b')).toMatchObject({ previous: 'a', next: 'd', count: 3 });
});

test('the next one takes the place of one that is gone, the one before that of the last', () => {
  expect(around('b', 'b')).toMatchObject({ id: 'c', at: 1, count: 3 });
  expect(around('d', 'd')).toMatchObject({ id: 'c', next: null, at: 2 });
});

test('nothing is left of nothing', () => {
  expect(around('abcd', 'b')).toMatchObject({ id: null, previous: null, next: null });
});
