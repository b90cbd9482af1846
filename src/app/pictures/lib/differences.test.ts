import { expect, test } from 'vitest';
import { fakeRecord } from '../testing/fake-record.ts';
import { differences } from './differences.ts';

const differing = (a = fakeRecord(), b = fakeRecord()) =>
  differences(a, b)
    .filter((row) => row.differs)
    .map((row) => row.term);

test('the same settings do not differ', () => expect(differing()).toEqual([]));

test('every setting that differs is marked', () => {
  const prior = { ...fakeRecord().request.prior, steps: 5 };
  const other = fakeRecord({ request: { prompt: 'a blue house', seed: '8', width: 256, prior } });
  expect(differing(fakeRecord(), other)).toEqual(['Prompt', 'Seed', 'Size', 'Stage C']);
});

test('in a prompt only the words that differ are marked', () => {
  const other = fakeRecord({ request: { prompt: 'a blue house' } });
  const [prompt] = differences(fakeRecord(), other);
  expect(prompt!.first.filter((word) => word.differs)).toEqual([{ text: 'red', differs: true }]);
});
