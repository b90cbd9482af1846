import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../package/manifest.ts';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { COMPLETES, isCompleting, labelOf, offersFor, toggleOffer } from './completion.ts';

const manifest: Manifest = {
  ...fakeManifest,
  completion: [
    {
      kind: 'place',
      named: ['sea'],
      phrases: [
        { phrase: 'by the sea', when: ['lighthouse'], labels: { en: 'by the sea', de: 'am Meer' } },
        { phrase: 'on a hill', when: ['castle'], labels: {} },
      ],
    },
    { kind: 'style', named: ['ink'], phrases: [{ phrase: 'storybook', labels: {} }] },
  ],
};

const form = (prompt: string, change = {}) => ({ ...COMPLETES, prompt, styles: [], ...change });
const shown = (...given: Parameters<typeof form>) =>
  offersFor(form(...given), manifest).map(({ phrase, isAdded }) =>
    isAdded ? phrase : `(${phrase})`,
  );

describe('offersFor', () => {
  test('shows what is added, of all alternatives once', () => {
    expect(shown('a lighthouse')).toEqual(['by the sea', 'storybook']);
    expect(shown('a {lighthouse|castle|house}')).toEqual(['by the sea', 'storybook', 'on a hill']);
    expect(shown(' ')).toEqual([]);
  });

  test('shows what was taken off, to be put on again', () => {
    expect(shown('a lighthouse', { declined: ['style'] })).toEqual(['by the sea', '(storybook)']);
  });

  test('shows what came with the prompt, and offers the kinds that it leaves open', () => {
    const given = { prompt: 'a lighthouse', phrases: ['on a hill'] };
    expect(shown('a lighthouse', { given })).toEqual(['on a hill', '(storybook)']);
    expect(shown('two lighthouse', { given })).toEqual(['by the sea', 'storybook']);
  });

  test('braces that are not closed are no obstacle', () => {
    expect(shown('a {lighthouse')).toEqual(['by the sea', 'storybook']);
  });
});

describe('toggleOffer', () => {
  const press = (state: ReturnType<typeof form>, phrase: string) => ({
    ...state,
    ...toggleOffer(
      state,
      offersFor(state, manifest).find((offer) => offer.phrase === phrase)!,
    ),
  });

  test('takes a kind off for all prompts, and puts it on again', () => {
    const off = press(form('a lighthouse'), 'storybook');
    expect(off.declined).toEqual(['style']);
    expect(press(off, 'storybook').declined).toEqual([]);
  });

  test('changes what came with the prompt, for this prompt alone', () => {
    const given = { prompt: 'a lighthouse', phrases: ['on a hill'] };
    const off = press(form('a lighthouse', { given }), 'on a hill');
    expect(off.given?.phrases).toEqual([]);
    expect(off.declined).toEqual([]);
    expect(press(off, 'by the sea').given?.phrases).toEqual(['by the sea']);
  });
});

test('the switch is off where a prompt came without a completion', () => {
  expect(isCompleting(form('a'))).toBe(true);
  expect(isCompleting(form('a', { completes: false }))).toBe(false);
  expect(isCompleting(form('a', { given: { prompt: 'a', phrases: [] } }))).toBe(false);
  const given = { prompt: 'a', phrases: ['in ink'] };
  expect(isCompleting(form('a', { completes: false, given }))).toBe(true);
  expect(isCompleting(form('b', { given: { prompt: 'a', phrases: [] } }))).toBe(true);
});

test('a phrase is shown in the page’s language, in English, or as it is', () => {
  expect(labelOf('by the sea', manifest.completion, 'de')).toBe('am Meer');
  expect(labelOf('by the sea', manifest.completion, 'fr')).toBe('by the sea');
  expect(labelOf('in ink', manifest.completion, 'de')).toBe('in ink');
  expect(labelOf('in ink', undefined, 'de')).toBe('in ink');
});
