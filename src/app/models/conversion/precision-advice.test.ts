import { expect, test } from 'vitest';
import { advisedPrecision, type DeviceClues } from './precision-advice.ts';

const stages = [
  { precision: 'q4', largestStageBytes: 0.6e9 },
  { precision: 'q8', largestStageBytes: 1.15e9 },
  { precision: 'f16', largestStageBytes: 2.1e9 },
] as const;

const gpu = (maxBufferSize: number, memoryGib: number | undefined): DeviceClues => ({
  device: {
    provider: 'webgpu',
    adapter: { limits: { maxBufferSize } } as unknown as NonNullable<
      DeviceClues['device']
    >['adapter'],
  },
  memoryGib,
});

test.each([
  ['4 GiB buffers and 8 GiB of memory', gpu(4 * 2 ** 30, 8), 'f16'],
  ['2 GiB buffers', gpu(2 ** 31, 32), 'q4'],
  ['buffers of 2.3 GB', gpu(2.3e9, 32), 'q8'],
  ['little memory', gpu(4 * 2 ** 30, 4), 'q4'],
  ['memory that nobody tells', gpu(4 * 2 ** 30, undefined), 'q4'],
  ['no GPU', { device: { provider: 'wasm', adapter: null }, memoryGib: 32 }, 'q4'],
  ['nothing known', { device: null, memoryGib: undefined }, 'q4'],
] as const)('%s', (_, clues, expected) => {
  expect(advisedPrecision(stages, clues)).toBe(expected);
});
