import { expect, test } from 'vitest';
import { upgrade, VERSION } from './schema.ts';

function storesAfter(oldVersion: number): string[] {
  const created: string[] = [];
  const createObjectStore = (name: string) => {
    created.push(name);
    return {} as never;
  };
  upgrade({ createObjectStore }, oldVersion);
  return created;
}

test('a new database gets everything', () => {
  expect(storesAfter(0)).toEqual(['records', 'files', 'thumbnails', 'starts']);
});

test('a database of this version is left alone', () => {
  expect(storesAfter(VERSION)).toEqual([]);
});

test('a database from before there were start pictures gets their store', () => {
  expect(storesAfter(1)).toEqual(['starts']);
});
