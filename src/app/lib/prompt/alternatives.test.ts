import { expect, test } from 'vitest';
import { escapeAlternatives, readAlternatives } from './alternatives.ts';

function prompts(text: string): string[] {
  const read = readAlternatives(text);
  if (read.kind === 'problem') throw new Error(read.problem);
  return read.expand();
}

test.each([
  ['a red house', ['a red house']],
  ['a {red|blue} house', ['a red house', 'a blue house']],
  ['{a|b} {c|d}', ['a c', 'a d', 'b c', 'b d']],
  ['a {red|{light|dark} blue} house', ['a red house', 'a light blue house', 'a dark blue house']],
  ['a {red |}house', ['a red house', 'a house']],
  ['a {old | } house', ['a old house', 'a house']],
  ['{red|red|blue}', ['red', 'blue']],
])('%j becomes %j', (text, expected) => expect(prompts(text)).toEqual(expected));

test.each([
  ['a {red} house', 'a {red} house'],
  ['{}', '{}'],
  ['this | that', 'this | that'],
  ['a \\{red\\|blue\\} house', 'a {red|blue} house'],
  ['C:\\pictures', 'C:\\pictures'],
  ['two  spaces', 'two  spaces'],
  ['', ''],
])('%j offers no choice and reads %j', (text, expected) =>
  expect(prompts(text)).toEqual([expected]),
);

test('braces without a bar may hold a choice', () =>
  expect(prompts('{a {b|c}}')).toEqual(['{a b}', '{a c}']));

test.each([
  ['a {red|blue house', 'unclosed'],
  ['a red} house', 'unopened'],
  ['{'.repeat(10_000), 'deep'],
])('%s is refused', (text, problem) =>
  expect(readAlternatives(text)).toEqual({ kind: 'problem', problem }),
);

test('combinations are counted without being made', () => {
  const read = readAlternatives('{a|b|c|d|e|f|g|h|i|j} '.repeat(12));
  expect(read.kind === 'prompts' && read.count).toBe(1e12);
});

test.each(['a house', 'a {b|c}', '\\{', '{ :-) | }', '{x', '\\{a|b}', '}{', '🌭 {|}'])(
  '%j, escaped, means itself',
  (text) => expect(prompts(escapeAlternatives(text))).toEqual([text]),
);

test('what means itself is left as it is', () =>
  expect(escapeAlternatives('a {red} house | today')).toBe('a {red} house | today'));
