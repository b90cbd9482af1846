import { describe, expect, test } from 'vitest';
import { completedPrompt, completionOf } from './completion.ts';
import type { Completion } from './manifest.ts';

const kinds: Completion[] = [
  {
    kind: 'place',
    named: ['sea', 'city skyline'],
    phrases: [
      { phrase: 'by the sea', when: ['lighthouse', 'hot air balloon'], labels: {} },
      { phrase: 'in a meadow', when: ['house'], labels: {} },
    ],
  },
  {
    kind: 'light',
    named: ['night', 'northern lights'],
    phrases: [
      { phrase: 'on a grey day', when: ['rain'], labels: {} },
      { phrase: 'on a sunny day', labels: {} },
    ],
  },
];

const added = (prompt: string) => completionOf(prompt, kinds).map(({ phrase }) => phrase);

describe('completionOf', () => {
  test.each([
    ['a lighthouse', ['by the sea', 'on a sunny day']],
    ['A Lighthouse!', ['by the sea', 'on a sunny day']],
    ['a lighthouse at night', ['by the sea']],
    ['a house by the sea', ['on a sunny day']],
    ['a house under the northern lights', ['in a meadow']],
    ['a house with lights in the north', ['in a meadow', 'on a sunny day']],
    ['a house in front of a city, skyline', ['on a sunny day']],
    ['a house in the rain', ['in a meadow', 'on a grey day']],
    ['a hot air balloon', ['by the sea', 'on a sunny day']],
    ['a hot balloon in the air', ['on a sunny day']],
    ['the seaside', ['on a sunny day']],
    ['', ['on a sunny day']],
  ])('%j is completed with %j', (prompt, phrases) => {
    expect(added(prompt)).toEqual(phrases);
  });

  test('the first thing of the table counts, wherever it stands in the prompt', () => {
    expect(added('a house beside a lighthouse')).toEqual(['by the sea', 'on a sunny day']);
  });

  test('a package that says nothing of it completes nothing', () => {
    expect(completionOf('a lighthouse')).toEqual([]);
  });
});

describe('completedPrompt', () => {
  test.each([
    ['a house', undefined, 'a house'],
    ['a house. ', [], 'a house. '],
    ['a house. ', ['by the sea'], 'a house, by the sea'],
    ['a house,', ['by the sea', 'storybook'], 'a house, by the sea, storybook'],
  ])('%j with %j is read as %j', (prompt, completion, read) => {
    expect(completedPrompt({ prompt, completion })).toBe(read);
  });
});
