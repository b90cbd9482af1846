import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

const PROMPT = 'a red house by the sea at sunset';
const MINUTES = 60_000;

declare global {
  interface Window {
    previews: number[][];
    /** Titles, and what the page said of its steps and its preview: a stage can be over before a test looks. */
    said: string[];
  }
}

const SAMPLED = 16;

/** Keeps what the page says and what its preview looks like, in few pixels, ten times a second. */
async function watchPainting(page: Page): Promise<void> {
  await page.evaluate((side) => {
    window.previews = [];
    window.said = [];
    setInterval(() => {
      const steps = /step \d+ of \d+/.exec(document.body.innerText)?.[0] ?? '';
      const preview = document.querySelector<HTMLCanvasElement>('canvas[role=img]');
      window.said.push(document.title, steps, preview?.ariaLabel ?? '');
      if (preview === null) return;
      const context = new OffscreenCanvas(side, side).getContext('2d')!;
      context.drawImage(preview, 0, 0, side, side);
      window.previews.push(Array.from(context.getImageData(0, 0, side, side).data));
    }, 100);
  }, SAMPLED);
}

/** How far each of them was from the finished picture, in mean steps of 255. */
function distancesOf(page: Page): Promise<number[]> {
  return page.evaluate(async (side) => {
    const picture = document.querySelector<HTMLImageElement>('section img')!;
    await picture.decode();
    const context = new OffscreenCanvas(side, side).getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, side, side);
    const finished = context.getImageData(0, 0, side, side).data;
    return window.previews.map(
      (preview) =>
        preview.reduce((sum, value, i) => sum + Math.abs(value - finished[i]!), 0) / preview.length,
    );
  }, SAMPLED);
}

test.describe('with the built-in model on the CPU', () => {
  test.setTimeout(15 * MINUTES);

  test('a typed prompt becomes a picture, and the same seed the same one', async ({
    app,
    page,
  }) => {
    await app.enter({ provider: 'wasm' });
    await app.modelIsOpen();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await app.keepSeed('7');
    await watchPainting(page);
    await app.prompt.fill(PROMPT);
    await app.generate.click();
    await expect(page.getByRole('progressbar', { name: 'Loading model' })).toBeVisible();
    for (const stage of ['C: composing', 'B: refining', 'A: decoding pixels']) {
      await expect(page.getByRole('progressbar', { name: `Stage ${stage}` })).toBeVisible();
    }
    await expect(app.picture).toBeVisible({ timeout: 6 * MINUTES });
    const said = (await page.evaluate(() => window.said)).join('\n');
    for (const expected of [/^step \d+ of \d+$/m, /^\d+ % [–·] /m, /^Rough preview/m]) {
      expect(said).toMatch(expected);
    }
    await expect(app.picture).toHaveAttribute('alt', PROMPT);
    const distances = await distancesOf(page);
    expect(distances.length).toBeGreaterThan(4);
    expect(distances.at(-1)).toBeLessThan(distances[0]! / 2);
    const look = await app.look();
    expect(look.deviation).toBeGreaterThan(15);
    expect(look.mean).toBeGreaterThan(20);
    expect(look.mean).toBeLessThan(235);
    await expect(page.getByText('CPU (WebAssembly)').first()).toBeVisible();

    const first = await app.file();
    await app.paint(PROMPT, 6 * MINUTES);
    expect(await app.file()).toBe(first);
  });
});

test('the picture downloads under the name of its prompt and seed', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.keepSeed('42');
  await app.paint('A red house, at sunset!');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('a-red-house-at-sunset-42.png');
});

test('another seed is another picture, and the picture tells its own', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.keepSeed('1');
  await app.paint('a house');
  const first = await app.file();
  await app.keepSeed('2');
  await app.paint('a house');
  expect(await app.file()).not.toBe(first);
  const facts = page.getByRole('group', { name: 'How it was made' });
  await expect(facts).toContainText('Seed2');
  await expect(facts).toContainText('256 × 256 px');
  await expect(facts).toContainText('Stage C');
});
