import { expect, test } from 'vitest';
import builtin from '../../../../public/models/builtin/manifest.json';
import { stylesFor, toggleStyle, withAvoided, withStyles, appliedStyles } from './styles.ts';

const all = stylesFor(undefined);
const wear = (...ids: string[]) => appliedStyles(all, ids);

test('a closed vocabulary is offered only what it knows', () => {
  expect(stylesFor(['sunny', 'on', 'a', 'day', 'night']).map(({ id }) => id)).toEqual(['day']);
  expect(all.length).toBeGreaterThan(6);
});

test('the model in the box knows all but photographs and oil paintings', () => {
  const offered = stylesFor(builtin.vocabulary).map(({ id }) => id);
  expect(all.map(({ id }) => id).filter((id) => !offered.includes(id))).toEqual(['photo', 'oil']);
});

test('of a group one style is applied', () => {
  expect(toggleStyle(['day', 'winter'], 'night')).toEqual(['winter', 'night']);
  expect(toggleStyle(['winter', 'night'], 'night')).toEqual(['winter']);
});

test('a style that the model lacks is not applied', () => {
  expect(appliedStyles(stylesFor(['a']), ['night'])).toEqual([]);
  expect(wear('made up')).toEqual([]);
});

test('the styles stand behind the prompt, in their own order', () => {
  expect(withStyles('a house.', wear('winter', 'night'))).toBe('a house at night in the snow');
  expect(withStyles('a house, ', wear('ink'))).toBe('a house, ink drawing');
  expect(withStyles('a house.', [])).toBe('a house.');
});

test('what they leave out joins the negative prompt', () => {
  expect(withAvoided('', wear('night'))).toBe('sun');
  expect(withAvoided('boats', wear('day', 'oil'))).toBe('boats, night, photograph');
  expect(withAvoided('', wear('sunset'))).toBe('');
});
