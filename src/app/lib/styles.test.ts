import { expect, test } from 'vitest';
import builtin from '../../../public/models/builtin/manifest.json';
import { stylesFor, toggleStyle, withAvoided, withStyles, wornStyles } from './styles.ts';

const all = stylesFor(undefined);
const wear = (...ids: string[]) => wornStyles(all, ids);

test('a closed vocabulary is offered only what it knows', () => {
  expect(stylesFor(['sunny', 'on', 'a', 'day', 'night']).map(({ id }) => id)).toEqual(['day']);
  expect(all.length).toBeGreaterThan(6);
});

test('the model in the box has light, sky and ground to choose from, and no media', () => {
  const groups = new Set(stylesFor(builtin.vocabulary).map(({ group }) => group));
  expect([...groups]).toEqual(['light', 'sky', 'ground']);
});

test('of a group one style is worn', () => {
  expect(toggleStyle(['day', 'winter'], 'night')).toEqual(['winter', 'night']);
  expect(toggleStyle(['winter', 'night'], 'night')).toEqual(['winter']);
});

test('a style that the model lacks is not worn', () => {
  expect(wornStyles(stylesFor(['a']), ['night'])).toEqual([]);
  expect(wear('made up')).toEqual([]);
});

test('the styles stand behind the prompt, in their own order', () => {
  expect(withStyles('a house.', wear('winter', 'night'))).toBe(
    'a house on a starry night with a full moon in the snow',
  );
  expect(withStyles('a house, ', wear('ink'))).toBe('a house, black ink drawing, fine hatching');
  expect(withStyles('a house.', [])).toBe('a house.');
});

test('what they leave out joins the negative prompt', () => {
  expect(withAvoided('', wear('night'))).toBe('sun');
  expect(withAvoided('boats', wear('night', 'clear', 'cloudy'))).toBe('boats, sun, clouds');
  expect(withAvoided('', wear('sunset'))).toBe('');
});
