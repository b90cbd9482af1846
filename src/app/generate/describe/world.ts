/**
 * The words of the built-in model's world, each list in the order of the classes that it was trained with
 * (`wuerstchen_train/world`): what the model was taught most often for each.
 */

export const LIGHTS = [
  'at dawn',
  'in the morning',
  'at noon',
  'at golden hour',
  'at sunset',
  'at dusk',
  'at night',
  'by moonlight',
  'on an overcast day',
  'under the northern lights',
] as const;

/** A clear sky is not said. */
export const WEATHERS = [
  '',
  'under a cloudy sky',
  'in the fog',
  'in the rain',
  'in falling snow',
  'in a thunderstorm',
  'with a rainbow',
] as const;

/** Alone, around a thing, and around a boat. */
export const TERRAINS = [
  { alone: 'sea', around: 'by the sea', afloat: 'on the sea' },
  { alone: 'lake', around: 'by a lake', afloat: 'on a lake' },
  { alone: 'beach', around: 'on the beach', afloat: 'off the beach' },
  { alone: 'desert', around: 'in the desert' },
  { alone: 'meadow', around: 'in a meadow' },
  { alone: 'snowfield', around: 'in the snow' },
  { alone: 'hills', around: 'in the hills' },
  { alone: 'mountains', around: 'in the mountains' },
  { alone: 'forest', around: 'in the forest' },
  { alone: 'city', around: 'in the city', afloat: 'in front of a city skyline' },
] as const satisfies readonly { alone: string; around: string; afloat?: string }[];

export const STYLES = [
  'in storybook style',
  'in flat poster style',
  'in watercolour style',
  'in pixel art style',
  'in ink',
  'in neon style',
  'in paper cut style',
] as const;

interface Thing {
  /** Null: nothing, and lights in the sky, which go without saying. */
  word: string | null;
  /** It has a colour of its own choosing. */
  hasColour?: true;
  /** Many at a time: no article. */
  isMass?: true;
  floats?: true;
}

const painted = (word: string): Thing => ({ word, hasColour: true });

export const THINGS: readonly Thing[] = [
  { word: null },
  ...['house', 'castle', 'lighthouse', 'windmill', 'church', 'pagoda', 'tent'].map(painted),
  { word: 'igloo' },
  painted('snowman'),
  { word: 'campfire' },
  { word: 'rocks', isMass: true },
  ...['umbrella', 'fence', 'street lamp', 'bridge'].map(painted),
  { word: 'pumpkin' },
  ...['pine', 'tree'].map(painted),
  ...[{ word: 'palm' }, { word: 'cactus' }],
  { word: 'flowers', hasColour: true, isMass: true },
  ...['mushroom', 'train', 'car'].map(painted),
  ...['sailboat', 'ship'].map((word): Thing => ({ ...painted(word), floats: true })),
  ...['hot-air balloon', 'kite', 'bird', 'rocket'].map(painted),
  ...[{ word: null }, { word: null }],
];

/** The first stands for what has none. */
export const COLOURS = [
  '',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'white',
  'black',
] as const;
