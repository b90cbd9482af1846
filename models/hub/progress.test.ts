import { describe, expect, it } from 'vitest';
import { describeProgress, Meter } from './progress.ts';

describe('progress', () => {
  it('tells bytes, speed and time left', () => {
    let nowMs = 0;
    const meter = new Meter(10e9, () => nowMs);
    meter.add('old', 4e9, 0);
    nowMs = 5000;
    const state = meter.add('new', 1e9, 1e9);
    expect(describeProgress(state)).toBe('5.00 of 10.00 GB, 200.0 MB/s, 25 s left');
    nowMs = 60_000;
    expect(meter.add('new', 1.1e9, 0.1e9).bytesPerSecond).toBeLessThan(20e6);
  });
});
