import { expect, test } from 'vitest';
import { fakeRecord } from '../testing/fake-record.ts';
import { filterPictures } from './search.ts';

const house = fakeRecord({
  id: 'house-001',
  request: { prompt: 'Ein Häuschen am Meer', seed: '42' },
});
const boat = fakeRecord({
  id: 'boat-0001',
  request: { prompt: 'a boat on the sea', negative: 'fog' },
  favourite: true,
});
const find = (query: string, favouritesOnly = false) =>
  filterPictures([house, boat], { query, favouritesOnly }).map(({ id }) => id);

test.each([
  ['', ['house-001', 'boat-0001']],
  ['  ', ['house-001', 'boat-0001']],
  ['meer hauschen', ['house-001']],
  ['HÄUSCHEN', ['house-001']],
  ['42', ['house-001']],
  ['fog boat', ['boat-0001']],
  ['wurstchen', ['house-001', 'boat-0001']],
  ['meer boat', []],
])('%j finds %j', (query, ids) => expect(find(query)).toEqual(ids));

test('favourites can be asked for alone', () => {
  expect(find('', true)).toEqual(['boat-0001']);
  expect(find('meer', true)).toEqual([]);
});

test('without anything to look for the list itself comes back', () => {
  const list = [house, boat];
  expect(filterPictures(list, { query: '', favouritesOnly: false })).toBe(list);
});
