import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import type { GenerateRequest } from '../protocol/engine.ts';
import { pngWithSettings, readPngSettings } from './picture-file.ts';
import { settingsOf, type ModelDefaults } from './picture-settings.ts';
import { withPngText } from './png.ts';

const request: GenerateRequest = {
  prompt: 'a red house',
  negative: '',
  seed: '7',
  width: 512,
  height: 512,
  prior: { steps: 20, guidance: 4, schedule: 'uniform', solver: 'ddpm' },
  decoder: { steps: 12, guidance: 1, schedule: 'uniform', solver: 'ddpm' },
  wantPreview: true,
};

const defaults: ModelDefaults = {
  geometry: { defaultWidth: 512, defaultHeight: 512 },
  prior: { sampling: request.prior },
  decoder: { sampling: request.decoder },
};

const png = Uint8Array.from(encode({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) }));

test('what the model does anyway is left out', () => {
  const usual = { prompt: 'a red house', seed: '7', model: 'fake' };
  expect(settingsOf(request, 'fake', defaults)).toEqual(usual);
  const { prior } = request;
  expect(
    settingsOf(
      { ...request, negative: 'fog', height: 256, prior: { ...prior, steps: 5 } },
      'fake',
      defaults,
    ),
  ).toEqual({ ...usual, negative: 'fog', width: 512, height: 256, prior: { steps: 5 } });
});

test('without the defaults everything is named', () => {
  const { prompt, seed, width, height, prior, decoder } = request;
  const settings = { prompt, seed, width, height, prior, decoder, model: 'fake' };
  expect(settingsOf(request, 'fake')).toEqual(settings);
});

test('a file holds what makes it again', async () => {
  for (const prompt of ['a red house', 'ein rotes Häuschen', 'בית אדום 🏠']) {
    const file = await pngWithSettings(
      new Blob([png]),
      { ...request, prompt },
      'fake',
      'Little landscapes',
      '1.2.3',
    );
    expect(file.type).toBe('image/png');
    expect(await readPngSettings(new Uint8Array(await file.arrayBuffer()))).toEqual({
      settings: settingsOf({ ...request, prompt }, 'fake'),
      problems: [],
      modelName: 'Little landscapes',
    });
  }
});

test('a file without settings says nothing', async () => {
  expect(await readPngSettings(png)).toBeNull();
  expect(await readPngSettings(withPngText(png, 'parameters', ' \n'))).toBeNull();
  expect(await readPngSettings(withPngText(png, 'Comment', 'hello'))).toBeNull();
});
