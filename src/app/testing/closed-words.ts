import type { Manifest } from '../../package/manifest.ts';

/** What a small model knows, and what it suggests for what it does not: for tests. */
export const closedWords: Required<Pick<Manifest, 'vocabulary' | 'nearest' | 'completion'>> = {
  vocabulary: (
    '2 3 a above an and art at birds bird black blue boat bridge bright by car cars castle castles church clouds ' +
    'dark desert dusk evening falling fog foggy forest front green grey hills house houses igloo igloos in into ' +
    'ink lake lamp large left lighthouse lighthouses meadow morning moon mountain mountains near night of on over picture ' +
    'pink pixel purple rain red right rocks scene sea small snow snowman snowmen snowy street style sunny sunset ' +
    'the three to train trains tree trees two under white with without yellow'
  ).split(' '),
  nearest: [
    { suggest: 'castle', words: ['palace', 'tower'] },
    { suggest: 'igloo', words: ['cave', 'ice'] },
    { suggest: 'train', words: ['dragon', 'snake'] },
    { suggest: 'car', words: ['dog', 'dogs', 'horse', 'wolf', 'cat', 'cats'] },
    { suggest: 'birds', words: ['crow', 'eagle', 'eagles'] },
    { suggest: 'rocks', words: ['boulder', 'elephant'] },
    { suggest: 'snowman', words: ['man', 'woman', 'people'] },
    { suggest: 'street lamp', words: ['candle', 'candles'] },
    { suggest: 'city', words: ['paris'] },
    { suggest: 'black', words: ['brown'] },
    { suggest: 'house', language: 'de', words: ['haus', 'häuser'] },
    { suggest: 'lighthouse', language: 'de', words: ['leuchtturm'] },
    { suggest: 'castle', language: 'de', words: ['schloss'] },
    { suggest: 'train', language: 'de', words: ['drache'] },
    { suggest: 'birds', language: 'de', words: ['eule'] },
    { suggest: 'igloo', language: 'de', words: ['iglu'] },
    { suggest: 'snowman', language: 'de', words: ['kind', 'kinder'] },
    { suggest: 'lake', language: 'de', words: ['see'] },
    { suggest: 'mountains', language: 'de', words: ['berg', 'berge'] },
    { suggest: 'sunset', language: 'de', words: ['sonnenuntergang'] },
    { suggest: 'night', language: 'de', words: ['nacht'] },
    { suggest: 'falling snow', language: 'de', words: ['schnee'] },
  ],
  completion: [
    {
      kind: 'light',
      named: ['night', 'sunset', 'morning'],
      phrases: [{ phrase: 'on a sunny day', labels: {} }],
    },
  ],
};
