import { expect, test } from 'vitest';
import { downloadTime, timeAtMs } from './download-time.ts';

const BYTES = 12.45e9;
const minutes = (ms: number) => Math.round(ms / 60_000);

test('what was measured counts for more than what the browser says', () => {
  expect(downloadTime(BYTES, { measured: 10e6, downlink: 1 })).toEqual({
    from: 'measured',
    ms: 1_245_000,
  });
});

test('a browser that knows a slow connection is believed', () => {
  const time = downloadTime(BYTES, { measured: null, downlink: 2.5 });
  expect(time).toMatchObject({ from: 'browser', megabits: 2.5, isAtMost: false });
  expect(minutes('ms' in time ? time.ms : 0)).toBe(664);
});

test.each([10, 150])('%d Mbit/s is ten or more: browsers tell no higher number', (downlink) => {
  expect(downloadTime(BYTES, { measured: null, downlink })).toEqual({
    from: 'browser',
    ms: timeAtMs(BYTES, 10),
    megabits: 10,
    isAtMost: true,
  });
});

test.each([undefined, 0])('a downlink of %s says nothing', (downlink) => {
  expect(downloadTime(BYTES, { measured: null, downlink })).toEqual({ from: 'nothing' });
});

test('the published checkpoints take 17 minutes at 100 Mbit/s', () => {
  expect(minutes(timeAtMs(BYTES, 100))).toBe(17);
});
