import { expect, it } from 'vitest';
import { Meter } from './meter.ts';

it('knows speed and time left of a steady download', () => {
  const meter = new Meter(10_000);
  for (let ms = 0; ms <= 5000; ms += 50) meter.note('a', ms, 50, ms);
  expect(meter.read(5000)).toEqual({
    doneBytes: 5000,
    totalBytes: 10_000,
    bytesPerSecond: 1010,
    leftMs: 4950,
  });
});

it('forgets the speed of long ago', () => {
  const meter = new Meter(1e6);
  for (let ms = 0; ms < 10_000; ms += 100) meter.note('a', ms * 10, 1000, ms);
  for (let ms = 10_000; ms < 30_000; ms += 100) meter.note('a', 1e5 + ms, 100, ms);
  expect(meter.read(30_000).bytesPerSecond).toBeGreaterThan(900);
  expect(meter.read(30_000).bytesPerSecond).toBeLessThan(1100);
});

it('says nothing too early, nor when nothing comes', () => {
  const meter = new Meter(100);
  expect(meter.read(0)).toMatchObject({ bytesPerSecond: null, leftMs: null });
  meter.note('a', 10, 10, 0);
  expect(meter.read(500).bytesPerSecond).toBeNull();
  expect(meter.read(60_000).bytesPerSecond).toBeLessThan(1);
});

it('never falls, keeps its total and ends there, whatever is fetched anew', () => {
  const meter = new Meter(300);
  let seed = 7;
  const random = (below: number) => (seed = (seed * 16807) % 2147483647) % below;
  let before = 0;
  for (let i = 0; i < 2000; i++) {
    meter.note(`file ${random(3)}`, random(101), random(20), i * 37);
    const pace = meter.read(i * 37);
    expect(pace.totalBytes).toBe(300);
    expect(pace.doneBytes).toBeGreaterThanOrEqual(before);
    expect(pace.doneBytes).toBeLessThanOrEqual(300);
    if (pace.leftMs !== null) expect(pace.leftMs).toBeGreaterThanOrEqual(0);
    before = pace.doneBytes;
  }
  for (const file of [0, 1, 2]) meter.note(`file ${file}`, 100, 0, 1e6);
  expect(meter.read(1e6).doneBytes).toBe(300);
});
