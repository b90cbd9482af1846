import type { Samples } from './sample.ts';

/** Written by `npm run artwork -- samples`, from the scenes in e2e/artwork-samples.ts. */
export const SAMPLES: Samples = {
  model: 'small-world',
  modelHash: 'f982400d9a4619a0b6a472cd2e75f031d7aabfb828a8a55ca568fa09e3bc8e4f',
  side: 384,
  settings: {
    width: 512,
    height: 512,
    prior: { steps: 20, guidance: 4, schedule: 'uniform', solver: 'ddpm' },
    decoder: { steps: 8, guidance: 1, schedule: 'cosine', solver: 'dpm++2m' },
  },
  pictures: [
    {
      prompt: 'a red house in the snow',
      seed: '5',
      completion: ['on a sunny day', 'storybook illustration'],
      file: 'house.webp',
    },
    {
      prompt: 'a sailboat at sunset, watercolour',
      seed: '7',
      completion: ['on a lake'],
      file: 'sailboat.webp',
    },
    {
      prompt: 'two tents under the northern lights',
      seed: '8',
      completion: ['in a meadow', 'storybook illustration'],
      file: 'tents.webp',
    },
    {
      prompt: 'a lighthouse in a storm',
      seed: '5',
      completion: ['by the sea', 'on a grey day', 'storybook illustration'],
      file: 'lighthouse.webp',
    },
    {
      prompt: 'a hot-air balloon over the mountains at dawn',
      seed: '2',
      completion: ['storybook illustration'],
      file: 'balloon.webp',
    },
    {
      prompt: 'three cactuses at sunset, pixel art',
      seed: '4',
      completion: ['in the desert'],
      file: 'cactuses.webp',
    },
  ],
};
