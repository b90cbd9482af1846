import { expect, test } from 'vitest';
import { measuredRate, originOf, RateReadings } from './download-rates.ts';

function storage(stored?: string) {
  const values = new Map(stored === undefined ? [] : [['wuerstchen.download-rates', stored]]);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

/** A download with these readings. */
function downloaded(kept: ReturnType<typeof storage>, origin: string, ...rates: (number | null)[]) {
  const readings = new RateReadings();
  for (const rate of rates) readings.add(rate);
  readings.keep(origin, kept);
}

test('the rate of a download is the one it had most of the time', () => {
  const kept = storage();
  downloaded(kept, 'https://a.test', 9e6, 10e6, 11e6, null, 1000, 0, 10e6);
  expect(measuredRate('https://a.test', kept)).toBe(10e6);
  expect(measuredRate('https://b.test', kept)).toBeNull();
});

test('the latest download counts, and one without a reading changes nothing', () => {
  const kept = storage();
  downloaded(kept, 'https://a.test', 10e6);
  downloaded(kept, 'https://a.test', 2e6);
  downloaded(kept, 'https://a.test', null);
  expect(measuredRate('https://a.test', kept)).toBe(2e6);
});

test('a few servers are remembered, the latest', () => {
  const kept = storage();
  for (let i = 0; i < 20; i++) downloaded(kept, `https://${i}.test`, 1000 + i);
  expect(measuredRate('https://19.test', kept)).toBe(1019);
  expect(measuredRate('https://0.test', kept)).toBeNull();
});

test.each([
  '{',
  '{}',
  '[["https://a.test"]]',
  '[["https://a.test",-1]]',
  '[["https://a.test",null]]',
])('what is stored as %s is nothing', (stored) => {
  expect(measuredRate('https://a.test', storage(stored))).toBeNull();
});

test('a page without storage knows nothing, and does not mind', () => {
  const broken = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  downloaded(broken, 'https://a.test', 1000);
  expect(measuredRate('https://a.test', null)).toBeNull();
});

test('the server of a checkpoint is the one that has either half', () => {
  const hub = {
    kind: 'hub',
    endpoint: 'https://mirror.test/hf',
    repository: 'acme/prior',
    revision: 'main',
  } as const;
  const picked = { kind: 'picked', name: 'folder', files: [] } as const;
  expect(originOf({ prior: picked, decoder: hub })).toBe('https://mirror.test');
  expect(originOf({ prior: picked, decoder: picked })).toBeNull();
});
