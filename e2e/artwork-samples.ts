import type { Browser, Page } from '@playwright/test';
import { encode } from 'fast-png';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { createNodeEngine } from '../models/node/engine.ts';
import { modelHash } from '../src/app/pictures/lib/model-hash.ts';
import { COMPLETES } from '../src/app/lib/prompt/completion.ts';
import { buildOrder } from '../src/app/lib/settings/request.ts';
import { FROM_WORDS } from '../src/app/lib/settings/start.ts';
import { parseManifest, type Manifest } from '../src/package/manifest.ts';
import type { Bitmap, Engine, GenerateRequest } from '../src/protocol/engine.ts';

/**
 * `npm run artwork -- samples`: paints what the empty page shows, with the built-in model as the page
 * would paint it, and writes the small pictures and what they were painted with.
 */

const MODEL = 'public/models/builtin';
const FOLDER = 'src/app/generate/samples';
const SIDE_PIXELS = 384;
const QUALITY = 0.86;
/** All of them together: they are fetched with the first view. */
const MOST_BYTES = 120_000;

/** Prompts as people type them, chosen with their seeds from many: different things, lights and styles. */
const SCENES = [
  { name: 'house', prompt: 'a red house in the snow', seed: '5' },
  { name: 'sailboat', prompt: 'a sailboat at sunset, watercolour', seed: '7' },
  { name: 'tents', prompt: 'two tents under the northern lights', seed: '8' },
  { name: 'lighthouse', prompt: 'a lighthouse in a storm', seed: '5' },
  { name: 'balloon', prompt: 'a hot-air balloon over the mountains at dawn', seed: '2' },
  { name: 'cactuses', prompt: 'three cactuses at sunset, pixel art', seed: '4' },
] as const;
type Scene = (typeof SCENES)[number];

export async function paintSamples(browser: Browser): Promise<void> {
  const manifest = parseManifest(JSON.parse(await readFile(`${MODEL}/manifest.json`, 'utf8')));
  const requests = SCENES.map((scene) => requestFor(scene, manifest));
  const engine = createNodeEngine('cpu');
  const page = await browser.newPage();
  const files: Buffer[] = [];
  try {
    await engine.open(MODEL);
    for (const request of requests) files.push(await shrink(page, await paint(engine, request)));
  } finally {
    await engine.close();
    await page.close();
  }
  const bytes = files.reduce((sum, file) => sum + file.length, 0);
  if (bytes > MOST_BYTES) {
    throw new Error(
      `The samples take ${bytes} bytes, and may take ${MOST_BYTES}: lower SIDE_PIXELS or QUALITY.`,
    );
  }
  await write(manifest, requests, files);
  console.log(`${files.length} samples, ${bytes} bytes`);
}

/** What the page would paint with nothing but the prompt and the seed filled in. */
function requestFor({ prompt, seed }: Scene, manifest: Manifest): GenerateRequest {
  const form = {
    ...COMPLETES,
    ...FROM_WORDS,
    ...{ prompt, negative: '', seed, seedMode: 'fixed' as const, count: 1, styles: [] },
    ...{ width: '', height: '', preset: 'standard' as const, prior: {}, decoder: {} },
  };
  const order = buildOrder(form, manifest);
  const [request] = order.kind === 'order' ? order.requests : [];
  if (request === undefined) throw new Error(`“${prompt}” cannot be painted with seed ${seed}.`);
  return request;
}

async function paint(engine: Engine, request: GenerateRequest): Promise<Bitmap> {
  const result = await engine.generate(request, new AbortController().signal, () => undefined);
  if (result.kind === 'cancelled') throw new Error(`“${request.prompt}” was cancelled.`);
  return result.bitmap;
}

/** A small WebP of the picture, made by the browser. */
async function shrink(page: Page, { width, height, rgba }: Bitmap): Promise<Buffer> {
  const png = encode({ width, height, data: rgba, channels: 4, depth: 8 });
  const options = {
    png: Buffer.from(png).toString('base64'),
    side: SIDE_PIXELS,
    quality: QUALITY,
  };
  const base64 = await page.evaluate(async ({ png, side, quality }) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]), {
      resizeWidth: side,
      resizeHeight: side,
      resizeQuality: 'high',
    });
    const canvas = new OffscreenCanvas(side, side);
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    if (blob.type !== 'image/webp') throw new Error('This browser writes no WebP.');
    const letters = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(letters, (byte) => String.fromCharCode(byte)).join(''));
  }, options);
  return Buffer.from(base64, 'base64');
}

async function write(
  manifest: Manifest,
  requests: readonly GenerateRequest[],
  pictures: readonly Buffer[],
): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const before = (await readdir(FOLDER)).filter((file) => file.endsWith('.webp'));
  for (const file of before) await rm(`${FOLDER}/${file}`);
  const files = SCENES.map(({ name }) => `${name}.webp`);
  for (const [i, file] of files.entries()) await writeFile(`${FOLDER}/${file}`, pictures[i]!);
  const { width, height, prior, decoder } = requests[0]!;
  const samples = {
    model: manifest.id,
    modelHash: await modelHash(manifest),
    side: SIDE_PIXELS,
    settings: { width, height, prior, decoder },
    pictures: requests.map(({ prompt, seed, completion = [] }, i) => {
      return { prompt, seed, completion, file: files[i] };
    }),
  };
  const source = `
    import type { Samples } from './sample.ts';

    /** Written by \`npm run artwork -- samples\`, from the scenes in e2e/artwork-samples.ts. */
    export const SAMPLES: Samples = ${JSON.stringify(samples)};
  `;
  const path = `${FOLDER}/painted.ts`;
  const style = await resolveConfig(path);
  await writeFile(path, await format(source, { ...style, filepath: path }));
}
