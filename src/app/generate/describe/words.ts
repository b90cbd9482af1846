import type { Seen } from './head.ts';
import { COLOURS, LIGHTS, STYLES, TERRAINS, THINGS, WEATHERS } from './world.ts';

/** A thing is named when some cell shows it as surely as this. */
const SURE = 0.7;
const MOST_THINGS = 2;

/** What a picture shows as a prompt, in the words and the order in which the built-in model learned them. */
export function promptOf(seen: Seen): string {
  const things = seen.things
    .map((sure, i) => ({ ...THINGS[i]!, sure, colours: seen.colours[i]! }))
    .filter(({ word, sure }) => word !== null && sure >= SURE)
    .sort((a, b) => b.sure - a.sure)
    .slice(0, MOST_THINGS);
  const terrain = TERRAINS[largest(seen.terrain)]!;
  const isAfloat = things.length > 0 && things.every(({ floats }) => floats);
  const around = isAfloat && 'afloat' in terrain ? terrain.afloat : terrain.around;
  const named = things.map(({ word, hasColour, isMass, colours }) => {
    // Colour 0 is none, which the model would choose by itself.
    const colour = hasColour ? COLOURS[1 + largest(colours.slice(1))]! : '';
    const words = `${colour} ${word}`.trim();
    return isMass ? words : withArticle(words);
  });
  const parts = [
    ...(named.length > 0 ? [named.join(' and '), around] : [terrain.alone]),
    LIGHTS[largest(seen.light)]!,
    WEATHERS[largest(seen.weather)]!,
  ].filter((part) => part !== '');
  return `${parts.join(' ')}, ${STYLES[largest(seen.style)]!}`;
}

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const withArticle = (words: string) => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
