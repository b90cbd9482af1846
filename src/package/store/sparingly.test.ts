import { expect, it } from 'vitest';
import { sparingly } from './sparingly.ts';

function bench(sizeBytes: number) {
  const said: [number, number][] = [];
  const clock = { nowMs: 0 };
  const onBytes = sparingly(
    sizeBytes,
    (here, moved) => said.push([here, moved]),
    () => clock.nowMs,
  );
  return { said, clock, onBytes };
}

it('says ten times a second how far a file is, and every byte that came', () => {
  const { said, clock, onBytes } = bench(1000);
  for (let here = 100; here <= 1000; here += 100) {
    onBytes(here, 100);
    clock.nowMs += 30;
  }
  expect(said).toEqual([
    [100, 100],
    [500, 400],
    [900, 400],
    [1000, 100],
  ]);
});

it('says at once that a file starts over, and that it is whole', () => {
  const { said, onBytes } = bench(300);
  onBytes(200, 200);
  onBytes(250, 50);
  onBytes(0, 0);
  onBytes(300, 300);
  onBytes(300, 0);
  expect(said).toEqual([
    [200, 200],
    [0, 50],
    [300, 300],
    [300, 0],
  ]);
});
