import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';

const SITE = 'https://site.test/app/';
const entry = {
  address: 'https://models.test/landscapes',
  name: 'Landscapes',
  description: 'Land under skies.',
  licence: 'MIT',
  precision: 'q4',
  sizeBytes: 1_800_000_000,
};
const read = (json: unknown) => readCatalogue(JSON.stringify(json), SITE);

it('names models by what a person would type', () => {
  const { entries, faults } = read([
    entry,
    { ...entry, address: './models/small/' },
    { ...entry, address: 'acme/wuerstchen/q4@v2', comment: 'unknown fields are no fault' },
  ]);
  expect(faults).toEqual([]);
  expect(entries.map(({ address }) => address)).toEqual([
    { kind: 'folder', url: 'https://models.test/landscapes/' },
    { kind: 'folder', url: 'https://site.test/app/models/small/' },
    { kind: 'hub', repository: 'acme/wuerstchen', folder: 'q4', revision: 'v2' },
  ]);
  expect(entries[0]).toMatchObject({ name: 'Landscapes', precision: 'q4', sizeBytes: 1.8e9 });
});

const without = (key: keyof typeof entry) =>
  Object.fromEntries(Object.entries(entry).filter(([each]) => each !== key));

it.each([
  [without('licence'), 'Entry 1 (Landscapes), licence: Invalid key: Expected "licence"'],
  [without('name'), 'Entry 1, name: Invalid key: Expected "name" but received undefined'],
  [{ ...entry, sizeBytes: '1.8 GB' }, 'sizeBytes: Invalid type: Expected number'],
  [{ ...entry, sizeBytes: 0 }, 'sizeBytes: Invalid value: Expected >=1 but received 0'],
  [
    { ...entry, precision: 'q5' },
    'precision: Invalid type: Expected ("f32" | "f16" | "q8" | "q4")',
  ],
  [{ ...entry, address: 'http://models.test/' }, 'over https, a folder of this site'],
  ['acme/wuerstchen', 'Entry 1: Invalid type: Expected Object but received "acme/wuerstchen"'],
])('says what is wrong with %j, and keeps the others', (wrong, fault) => {
  const { entries, faults } = read([wrong, { ...entry, address: 'acme/other' }]);
  expect(entries).toHaveLength(1);
  expect(faults).toEqual([expect.stringContaining(fault) as string]);
});

it('has each model once', () => {
  const { entries, faults } = read([entry, { ...entry, address: `${entry.address}/` }]);
  expect(entries).toHaveLength(1);
  expect(faults[0]).toMatch(/^Entry 2 .*Expected each model once/);
});

it.each([
  ['<!doctype html>', /^Expected JSON, received something else: /],
  ['{"models": []}', /Expected Array but received Object/],
  ['', /^Expected JSON/],
])('refuses %j as a whole', (text, fault) => {
  const { entries, faults } = readCatalogue(text, SITE);
  expect(entries).toEqual([]);
  expect(faults).toEqual([expect.stringMatching(fault) as string]);
});

it('is right and empty as we ship it', () => {
  const text = readFileSync('public/models/catalogue.json', 'utf8');
  expect(readCatalogue(text, SITE)).toEqual({ entries: [], faults: [] });
});
