import type { Samples } from './sample.ts';

/** Written by `npm run artwork -- samples`, from the scenes in e2e/artwork-samples.ts. */
export const SAMPLES: Samples = {
  model: 'small-world',
  modelHash: 'f982400d9a4619a0b6a472cd2e75f031d7aabfb828a8a55ca568fa09e3bc8e4f',
  side: 384,
  settings: {
    width: 512,
    height: 512,
    prior: { steps: 9, guidance: 4, schedule: 'uniform', solver: 'ddpm' },
    decoder: { steps: 4, guidance: 1, schedule: 'cosine', solver: 'dpm++2m' },
  },
  pictures: [
    {
      prompt: 'a lighthouse by the sea at sunset',
      seed: '2',
      completion: [],
      file: 'lighthouse.webp',
    },
    { prompt: 'a red mushroom in the forest', seed: '1', completion: [], file: 'mushroom.webp' },
    {
      prompt: 'a rocket over the mountains at night, neon style',
      seed: '2',
      completion: [],
      file: 'rocket.webp',
    },
    {
      prompt: 'a red sailboat on the sea at sunset, watercolour',
      seed: '2',
      completion: [],
      file: 'sailboat.webp',
    },
    {
      prompt: 'cactuses in the desert at sunset, pixel art',
      seed: '2',
      completion: [],
      file: 'cactuses.webp',
    },
    {
      prompt: 'a castle in the mountains by moonlight',
      seed: '1',
      completion: [],
      file: 'castle.webp',
    },
  ],
};
