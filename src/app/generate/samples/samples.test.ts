import { readdirSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseManifest } from '../../../package/manifest.ts';
import type { ModelState } from '../../state/model.ts';
import { modelHash } from '../../pictures/lib/model-hash.ts';
import { FROM_WORDS } from '../../lib/settings/start.ts';
import { COMPLETES } from '../../lib/prompt/completion.ts';
import { buildOrder } from '../../lib/settings/request.ts';
import { unknownWords } from '../../lib/prompt/words.ts';
import { SAMPLES } from './painted.ts';
import { samplesOf, sampleUrl } from './samples.ts';

const FOLDER = 'src/app/generate/samples';
const STALE =
  'The samples of the empty page are of another model: run `npm run artwork -- samples` and commit what it writes.';

const manifest = parseManifest(
  JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')),
);

test('the small pictures are those that are shown, and light', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.webp'));
  expect(SAMPLES.pictures).toHaveLength(6);
  expect(SAMPLES.pictures.map(({ file }) => file).sort()).toEqual(files.sort());
  for (const sample of SAMPLES.pictures) expect(sampleUrl(sample)).toContain(sample.file);
  const bytes = files.reduce((sum, file) => sum + statSync(`${FOLDER}/${file}`).size, 0);
  expect(bytes).toBeLessThanOrEqual(120_000);
});

test.each(SAMPLES.pictures)('the model knows every word of $prompt', ({ prompt }) => {
  expect(unknownWords(prompt, manifest.vocabulary)).toEqual([]);
});

test('they were painted by the model that ships', async () => {
  const { model, modelHash: hash } = SAMPLES;
  expect({ model, hash }, STALE).toEqual({ model: manifest.id, hash: await modelHash(manifest) });
});

test.each(SAMPLES.pictures)('the page paints $prompt the same way', (sample) => {
  const { prompt, seed, completion } = sample;
  const order = buildOrder(
    {
      ...COMPLETES,
      ...FROM_WORDS,
      ...{ prompt, negative: '', seed, seedMode: 'fixed', count: 1, styles: [] },
      ...{ width: '', height: '', preset: 'standard', prior: {}, decoder: {} },
    },
    manifest,
  );
  const [request] = order.kind === 'order' ? order.requests : [];
  expect(request, STALE).toMatchObject({ ...SAMPLES.settings, prompt, seed });
  expect(request?.completion ?? [], STALE).toEqual(completion);
});

const BUILTIN = 'https://example.org/app/models/builtin/';
const openedWith = (id: string) =>
  ({ kind: 'open', model: { manifest: { ...manifest, id } } }) as ModelState;

beforeEach(() => vi.stubGlobal('document', { baseURI: 'https://example.org/app/' }));
afterEach(() => vi.unstubAllGlobals());

test('the built-in model has samples before it is open, while it is, and where it fails to', () => {
  const failure = { code: 'internal', message: '', hint: '' } as const;
  const states: ModelState[] = [
    { kind: 'opening' },
    { kind: 'failed', failure },
    openedWith(SAMPLES.model),
  ];
  for (const state of states) expect(samplesOf(BUILTIN, state), state.kind).toBe(SAMPLES);
});

test('another model has none, wherever it lies', () => {
  expect(samplesOf('https://example.org/app/models/other/', { kind: 'opening' })).toBeNull();
  expect(samplesOf(null, { kind: 'opening' })).toBeNull();
  expect(samplesOf(BUILTIN, openedWith('micro'))).toBeNull();
});
