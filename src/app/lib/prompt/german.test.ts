import { expect, test } from 'vitest';
import { closedWords } from '../../testing/closed-words.ts';
import { englishFor, germanAmong, isGerman, translateGerman } from './german.ts';

test.each([
  ['ein rotes Haus am See', 'a red house by the lake'],
  ['Haus', 'house'],
  ['Leuchtturm bei Nacht', 'lighthouse at night'],
  ['ein Schloss am Abend', null],
  ['ein kleines Schloss am Sonnenuntergang', 'a small castle at sunset'],
  ['ein Iglu im Schnee', 'an igloo in the falling snow'],
  ['zwei Häuser in den Bergen', 'two houses in the mountains'],
  ['eine große Eule über dem Haus', 'a large bird over the house'],
  ['Eule', 'birds'],
  ['Ein Drache, der das Schloss hütet', null],
  ['verschlafene Berge', null],
  ['{ein rotes|ein blaues} Haus', '{a red|a blue} house'],
])('“%s” is German: %j', (prompt, english) => {
  expect(isGerman(prompt, closedWords)).toBe(true);
  expect(translateGerman(prompt, closedWords)).toBe(english);
});

test.each([
  'a house by the sea',
  'I see a house',
  'a kind dragon',
  'kind dragon',
  'a dragon',
  '',
  'zwölf',
  'the die',
])('“%s” is not taken for German', (prompt) =>
  expect(isGerman(prompt, closedWords)).toBe(prompt === 'zwölf'),
);

test('a model with an open vocabulary is told nothing', () => {
  expect(isGerman('ein rotes Haus am See', {})).toBe(false);
});

test('German among English words is told, and what it is in English', () => {
  expect(germanAmong(['haus', 'kind', 'fluffy', 'drache', 'gemütlich'], closedWords)).toEqual([
    'haus',
    'drache',
    'gemütlich',
  ]);
  expect(englishFor('haus', closedWords)).toBe('house');
  expect(englishFor('gemütlich', closedWords)).toBeNull();
});
