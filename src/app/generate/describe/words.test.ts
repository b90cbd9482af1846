import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Latent } from '../../../protocol/engine.ts';
import { look, readHead, type Seen } from './head.ts';
import { promptOf } from './words.ts';
import { COLOURS, LIGHTS, STYLES, TERRAINS, THINGS, WEATHERS } from './world.ts';

const head = readHead(readFileSync(new URL('./head.bin', import.meta.url)));

/** Nothing like a picture, but the same numbers in Python. */
function latentOf(width: number, height: number): Latent {
  const data = Float32Array.from(
    { length: 16 * width * height },
    (_, i) => 1.5 * Math.sin(i * 0.7),
  );
  return { channels: 16, width, height, data };
}

interface Golden {
  width: number;
  height: number;
  scene: number[];
  things: number[];
  colours: number[][];
}

const golden = JSON.parse(
  readFileSync(new URL('./head.golden.json', import.meta.url), 'utf8'),
) as Golden[];

test.each(golden)('the head computes what PyTorch does, $width x $height', (expected) => {
  const seen = look(latentOf(expected.width, expected.height), head);
  const scene = [...seen.light, ...seen.weather, ...seen.terrain, ...seen.style];
  const most = (a: number[], b: number[]) => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
  expect(most(scene, expected.scene)).toBeLessThan(1e-4);
  expect(most(seen.things, expected.things)).toBeLessThan(1e-4);
  expect(most(seen.colours.flat(), expected.colours.flat())).toBeLessThan(1e-4);
});

test('weights of another shape are refused', () =>
  expect(() => readHead(new Uint8Array(7))).toThrow(/bytes of weights; received 7/));

const at = (length: number, place: number) =>
  Array.from({ length }, (_, i) => (i === place ? 0.9 : 0));

/** What is seen where each word is named, the rest is unlikely. */
function seen(words: {
  things?: Record<string, string>;
  light: (typeof LIGHTS)[number];
  weather?: (typeof WEATHERS)[number];
  terrain: (typeof TERRAINS)[number]['alone'];
  style: (typeof STYLES)[number];
}): Seen {
  const { things = {}, light, weather = '', terrain, style } = words;
  return {
    light: at(LIGHTS.length, LIGHTS.indexOf(light)),
    weather: at(WEATHERS.length, WEATHERS.indexOf(weather)),
    terrain: at(
      TERRAINS.length,
      TERRAINS.findIndex(({ alone }) => alone === terrain),
    ),
    style: at(STYLES.length, STYLES.indexOf(style)),
    things: THINGS.map(({ word }) => (word !== null && word in things ? 0.9 : 0.1)),
    colours: THINGS.map(({ word }) =>
      at(COLOURS.length, COLOURS.indexOf((things[word ?? ''] ?? '') as (typeof COLOURS)[number])),
    ),
  };
}

test('a prompt says what is seen, as the model has learned to hear it', () => {
  expect(
    promptOf(
      seen({
        things: { house: 'red' },
        light: 'at night',
        weather: 'in the rain',
        terrain: 'meadow',
        style: 'in watercolour style',
      }),
    ),
  ).toBe('a red house in a meadow at night in the rain, in watercolour style');
});

test('boats are on the water, rocks have no article, and igloos no colour of their own', () => {
  const scene = { light: 'at sunset', terrain: 'sea', style: 'in ink' } as const;
  expect(promptOf(seen({ ...scene, things: { sailboat: 'orange' } }))).toBe(
    'an orange sailboat on the sea at sunset, in ink',
  );
  expect(promptOf(seen({ ...scene, things: { igloo: 'white', rocks: 'red' } }))).toBe(
    'an igloo and rocks by the sea at sunset, in ink',
  );
});

test('without a thing the place is the picture', () => {
  const scene = { light: 'at dawn', terrain: 'mountains', style: 'in neon style' } as const;
  expect(promptOf(seen(scene))).toBe('mountains at dawn, in neon style');
});
