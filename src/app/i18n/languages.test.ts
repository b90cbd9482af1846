import { expect, test } from 'vitest';
import { isLanguage, matchLanguage } from './languages.ts';

test.each([
  [['de-AT', 'en'], 'de'],
  [['fr-FR', 'DE'], 'de'],
  [['en-GB', 'de'], 'en'],
  [['ja', 'fr'], 'en'],
  [[], 'en'],
  [['toString'], 'en'],
])('%j is answered in %s', (wanted, language) => {
  expect(matchLanguage(wanted)).toBe(language);
});

test.each([null, 3, 'constructor', 'fr'])('%j is no language of ours', (value) => {
  expect(isLanguage(value)).toBe(false);
});
