import fc from 'fast-check';
import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { readLink, writeLink } from './link.ts';
import { readParameters, writeParameters } from './parameters.ts';
import { readPngSettings } from './picture-file.ts';
import { readText } from './picture-texts.ts';
import { withPngText } from './png.ts';
import type { SettingsReading, SharedSettings } from './settings.ts';
import { COMFY_CASES } from './testing/cases-comfy.ts';
import { INFOTEXT_CASES } from './testing/cases-infotext.ts';
import { JSON_CASES } from './testing/cases-json.ts';
import { inputs } from './testing/inputs.ts';

/** Whatever we write we read; whatever others write gives valid settings, or none, in bounded time. */

const text = (maxLength: number) =>
  fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(
          ...[
            '\n',
            ', ',
            ': ',
            '"',
            '\\',
            'Negative prompt:',
            ' Negative prompt: x',
            '.Steps: 3, ',
          ],
          ...['Steps: 20, Seed: 1, Size: 2x3', '\nSteps: 4', '<lora:a:1>', '{"prompt":', '<br>'],
          ...['Version: wuerstchen-web 0', '\0', '\ufeff', 'Ã¤', 'RNG: CPU', '-S 4', '[x]'],
        ),
      ),
      { maxLength: 12 },
    )
    // Half a surrogate pair would become the replacement character in links, see `link.ts`.
    .map((pieces) =>
      pieces
        .join('')
        .slice(0, maxLength)
        .replace(/\p{Surrogate}/gu, ''),
    );

const guidance = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.double({ min: 0, max: 100, noNaN: true }).map((value) => Math.abs(value)),
);
const stage = fc.record(
  {
    steps: fc.integer({ min: 1, max: 1000 }),
    guidance,
    solver: fc.constantFrom('ddpm' as const, 'ddim' as const, 'dpm++2m' as const),
    schedule: fc.constantFrom('uniform' as const, 'cosine' as const, 'authors' as const),
  },
  { requiredKeys: [] },
);
const side = fc.integer({ min: 1, max: 16_384 });

const settings: fc.Arbitrary<SharedSettings> = fc
  .record(
    {
      prompt: text(10_000),
      negative: text(10_000),
      seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
      size: fc.record({ width: side, height: side }),
      strength: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.abs(value)),
      prior: stage,
      decoder: stage,
      model: fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/),
    },
    { requiredKeys: ['seed'] },
  )
  .map(({ size, ...others }) => {
    const named = Object.entries({ ...others, ...size }).filter(
      ([, value]) =>
        (value !== '' && Object.keys(Object(value) as object).length !== 0) ||
        typeof value === 'number',
    );
    return Object.fromEntries(named);
  });

test('links, texts and pictures read back as they were written', async () => {
  const png = Uint8Array.from(encode({ width: 1, height: 1, data: new Uint8Array(4) }));
  await fc.assert(
    fc.asyncProperty(settings, text(100), async (written, name) => {
      expect(readLink(writeLink(written))?.settings).toEqual(written);
      const maker = { modelName: name, program: 'wuerstchen-web 0.1.0' };
      const words = writeParameters(written, maker);
      expect(readParameters(words)).toMatchObject({ settings: written, problems: [] });
      const read = await readPngSettings(withPngText(png, 'parameters', words));
      expect(read?.settings).toEqual(written);
    }),
    inputs(150),
  );
});

/** That a reading holds nothing that its description rules out. */
function expectValid(reading: SettingsReading | null): void {
  if (reading === null) return;
  const { prompt = '', negative = '', seed = '0', width = 1, height = 1 } = reading.settings;
  const { strength = 0, prior = {}, decoder = {} } = reading.settings;
  expect(Math.max(prompt.length, negative.length)).toBeLessThanOrEqual(10_000);
  expect(seed).toMatch(/^(0|[1-9]\d{0,19})$/);
  expect(BigInt(seed)).toBeLessThan(2n ** 64n);
  for (const each of [width, height]) expect(Number.isInteger(each) && each > 0).toBe(true);
  expect(Math.max(width, height)).toBeLessThanOrEqual(16_384);
  expect(strength >= 0 && strength <= 1).toBe(true);
  for (const { steps = 1, guidance: scale = 0 } of [prior, decoder]) {
    expect(Number.isInteger(steps) && steps >= 1 && steps <= 1000).toBe(true);
    expect(scale >= 0 && scale <= 100).toBe(true);
  }
  expect(reading.problems.length).toBeLessThanOrEqual(50);
}

const known = [...INFOTEXT_CASES, ...JSON_CASES, ...COMFY_CASES].flatMap(({ texts }) =>
  texts.map(([, each]) => each),
);
/** A text of another program with a piece cut out, put in or doubled. */
const damaged = fc
  .tuple(fc.constantFrom(...known), fc.nat(2000), fc.nat(40), text(60))
  .map(([whole, at, length, piece]) => {
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + piece + whole.slice(from + length);
  });

test('damaged texts of other programs give valid settings or none', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, text(400)), (words) => {
      expectValid(readText(words));
      expectValid(readParameters(words));
      const link = readLink(`#${words}`);
      expectValid(link && { ...link, modelName: null });
    }),
    inputs(1500),
  );
});

const name = fc.constantFrom(
  ...['prompt', 'negative_prompt', 'seed', 'steps', 'cfg_scale', 'scheduler', 'size', 'width'],
  ...['height', 'loras', 'model', 'image', 'sui_image_params', 'reqBody', 'nodes', 'links'],
  ...['class_type', 'inputs', 'latent_image', 'positive', 'text', 'strength', 'init_image'],
  ...['__proto__', 'constructor', 'toString', '1', '2'],
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom<unknown>(-1, 7, 2 ** 60, 'KSampler', 'a red house', ['1', 0], ['2', 1]),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 8 }),
  ),
}));

test('any JSON gives valid settings or none', () => {
  fc.assert(
    fc.property(json, (value) => expectValid(readText(JSON.stringify(value)))),
    inputs(1500),
  );
});

test('a megabyte of anything takes no time to speak of', () => {
  const pieces = [
    ...[
      ':',
      ',',
      '"',
      'k:"',
      'k:"\\',
      'k:[',
      'k:[,',
      'k:[]x,',
      '{',
      '[',
      '{"a":',
      ' ',
      '\n',
      'A:\n',
    ],
    ...['Steps: 1, ', 'Steps: 1 ', '.Steps: 1, Seed: 2, Size: 3x4', 'Seed: ', 'a. ', '\\n', '<br>'],
    ...[
      'Negative prompt: ',
      '<lora:',
      '<lora:a:1>',
      '-S 1 ',
      '"a" -s 1 ',
      '[a',
      'prompt: a\nseed: 1\n',
    ],
    ...['9', '"\\"', 'NaN ', '{"prompt":"a"},'],
  ];
  for (const piece of pieces) {
    const words = piece.repeat(Math.ceil(2 ** 20 / piece.length));
    const started = performance.now();
    readText(words);
    readText(`a${words}\nSteps: 3, Seed: 4, Size: 5x6`);
    readParameters(`${words}b`);
    expect(performance.now() - started, piece).toBeLessThan(10_000);
  }
});
