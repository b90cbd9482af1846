import { expect, test } from 'vitest';
import { readForeignSyntax } from './foreign-syntax.ts';

test.each([
  ['a castle --ar 16:9', ['--ar 16:9'], 'a castle '],
  ['a castle --v 6.1 --tile', ['--v 6.1', '--tile'], 'a castle  '],
  ['a castle --no people', ['--no people'], 'a castle '],
  ['a castle —ar 3:2', ['—ar 3:2'], 'a castle '],
  ['a ((red:1.3)) house', ['((red:1.3))'], 'a red house'],
  ['a (red house:0.8), fog', ['(red house:0.8)'], 'a red house, fog'],
  ['a ((red)) house', ['((red))'], 'a red house'],
  ['a [[red]] house', ['[[red]]'], 'a red house'],
  ['a [red:blue:0.5] house', ['[red:blue:0.5]'], 'a red house'],
  ['a house <lora:film_v2:0.7>', ['<lora:film_v2:0.7>'], 'a house '],
  ['a house BREAK a sea', ['BREAK'], 'a house  a sea'],
  ['red::2 house', ['::2'], 'red house'],
  ['BREAK a BREAK <lora:x:1> b --ar 1:1', ['BREAK', '<lora:x:1>', '--ar 1:1'], ' a   b '],
])('%j is found', (prompt, found, plain) => {
  expect(readForeignSyntax(prompt)).toEqual({ found, plain });
});

test.each([
  'a house (red) by the sea',
  'a clock (it is 10:30)',
  'a {red|blue} house',
  'an 8-bit hot-air balloon at 10:30',
  'a house – white -- and a break in the clouds',
  'a sign [open]',
  '<3 and a > b',
  'a house: red',
])('%j is a prompt like any other', (prompt) => {
  expect(readForeignSyntax(prompt)).toEqual({ found: [], plain: prompt });
});
