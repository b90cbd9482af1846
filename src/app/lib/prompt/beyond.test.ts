import { describe, expect, test } from 'vitest';
import { closedWords } from '../../testing/closed-words.ts';
import { findBeyond, stillHas, suggestionFor, withNearest } from './beyond.ts';

/** What the page would say and offer. */
function said(prompt: string): string | null {
  const found = findBeyond(prompt, closedWords);
  if (found === null) return null;
  const { word, phrase, nearest } = found;
  const instead = nearest === null ? 'nothing' : (nearest.phrase ?? `“${nearest.word}”`);
  return `${phrase ?? `“${word}”`} -> ${instead}`;
}

describe('findBeyond', () => {
  test.each([
    ['a dragon over the mountains', 'a dragon -> a train'],
    ['Dragon', '“dragon” -> a train'],
    ['an elephant in the snow', 'an elephant -> rocks'],
    ['two dogs in a meadow', 'dogs -> cars'],
    ['a crow on a house', 'a crow -> a bird'],
    ['eagles', 'eagles -> birds'],
    ['people in the snow', 'people -> snowmen'],
    ['two candles', 'candles -> “street lamp”'],
    ['a horse', 'a horse -> a car'],
    ['a picture of a wolf howling at the moon', 'a wolf -> a car'],
  ])('names what “%s” is about, and the nearest', (prompt, expected) =>
    expect(said(prompt)).toBe(expected),
  );

  test('what the package has no likeness for is beyond it, too', () => {
    expect(said('a huge unicorn by the sea')).toBe('a unicorn -> nothing');
    expect(said('unicorns')).toBe('unicorns -> nothing');
  });

  test('a thing beside one that the model knows counts if the package names the nearest', () => {
    expect(said('a house with a dog in front')).toBe('a dog -> a car');
    expect(said('a house in Paris')).toBe('“paris” -> “city”');
    expect(said('a house with a gazebo')).toBeNull();
  });

  test('words that only describe are not what a prompt is about', () => {
    expect(said('a brown house')).toBeNull();
    expect(said('a beautiful dragon castle')).toBeNull();
    expect(said('a house burning')).toBeNull();
  });

  test('a typing error, or a word half typed, is none', () => {
    for (const prompt of ['a lighthuose', 'a lighth', 'a hosue', 'a castel at night', 'three']) {
      expect(said(prompt), prompt).toBeNull();
    }
  });

  test('an open vocabulary has no limits that the page knows of', () => {
    expect(findBeyond('a dragon', {})).toBeNull();
  });

  test('words of another language are not mistaken for English ones', () => {
    expect(said('a kind house')).toBeNull();
    expect(said('I see a house')).toBeNull();
  });
});

describe('withNearest', () => {
  test.each([
    ['a dragon in the snow', 'dragon', 'igloo', 'an igloo in the snow'],
    ['An elephant', 'elephant', 'castle', 'A castle'],
    ['A dragon', 'dragon', 'igloo', 'An igloo'],
    ['an elephant, a red elephant', 'elephant', 'rocks', 'rocks, a red rocks'],
    ['the Dragon and a {dragon|house}', 'dragon', 'train', 'the train and a {train|house}'],
    ['a dragonfly and a dragon', 'dragon', 'train', 'a dragonfly and a train'],
  ])('“%s”: %s becomes %s', (prompt, word, nearest, expected) =>
    expect(withNearest(prompt, word, nearest)).toBe(expected),
  );
});

test('a nearest thing is suggested in the number of the word, if the model knows it so', () => {
  expect(suggestionFor('wolves', closedWords)).toBe('cars');
  expect(suggestionFor('tower', closedWords)).toBe('castle');
  expect(suggestionFor('towers', closedWords)).toBe('castles');
  expect(suggestionFor('caves', closedWords)).toBe('igloos');
  expect(suggestionFor('mars', closedWords)).toBe('car');
  expect(suggestionFor('see', closedWords)).toBeNull();
  expect(suggestionFor('see', closedWords, 'de')).toBe('lake');
});

test('a prompt has a word as a whole only', () => {
  expect(stillHas('A Dragon!', 'dragon')).toBe(true);
  expect(stillHas('dragonfly', 'dragon')).toBe(false);
});
