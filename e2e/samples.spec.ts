import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLES } from '../src/app/generate/samples/painted.ts';
import { violations } from './axe.ts';
import { E2E_DIST } from './dist.ts';
import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

const SAMPLE = SAMPLES.pictures[0]!;
const MINUTES = 60_000;
/** Mean steps of 255 between a sample and the picture that it stands for, small and compressed as it is. */
const ALIKE = 6;

test('samples stand in the first view, before the model is there, and stay where they are', async ({
  app,
  page,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/models/builtin/**', async (route) => {
    await released;
    await route.continue();
  });
  await app.enter();
  await expect(app.samples).toHaveCount(6);
  for (const [i, { prompt }] of SAMPLES.pictures.entries()) {
    await expect(app.samples.nth(i)).toHaveAccessibleName(prompt);
  }
  await expect
    .poll(() => page.locator('section img').evaluateAll(loadedSides))
    .toEqual(SAMPLES.pictures.map(() => SAMPLES.side));
  const before = await app.samples.last().boundingBox();
  release();
  await app.modelIsOpen();
  expect(await app.samples.last().boundingBox()).toEqual(before);
  expect(await violations(page)).toEqual([]);
});

const loadedSides = (images: Element[]) =>
  images.map((image) => (image as HTMLImageElement).naturalWidth);

test('a sample fills the form, and the next press paints the same picture', async ({
  app,
  page,
}) => {
  test.setTimeout(5 * MINUTES);
  await app.enter();
  await app.modelIsOpen();
  await app.prompt.fill('my own words');
  const sample = app.samples.first();
  await sample.focus();
  await page.keyboard.press('Enter');
  await expect(app.prompt).toHaveValue(SAMPLE.prompt);
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue(SAMPLE.seed);
  await expect(app.spoken).toContainText(SAMPLE.prompt);
  await expect(app.generate).toBeFocused();
  await expect(sample).toHaveAttribute('aria-current', 'true');
  await expect(app.stop).toBeHidden();
  await page.getByRole('button', { name: 'Restore prompt' }).click();
  await expect(app.prompt).toHaveValue('my own words');
  await expect(sample).toHaveAttribute('aria-current', 'false');

  await sample.click();
  const small = await app.thumb(app.samples.first().locator('img'));
  const others = await app.thumb(app.samples.last().locator('img'));
  await page.keyboard.press('Enter');
  await expect(app.picture).toHaveAttribute('alt', SAMPLE.prompt, { timeout: 2 * MINUTES });
  await expect(app.samples).toHaveCount(0);
  const painted = await app.thumb(app.picture);
  expect(distance(painted, small)).toBeLessThan(ALIKE);
  expect(distance(painted, others)).toBeGreaterThan(2 * ALIKE);

  await page.reload();
  await expect(app.picture).toHaveAttribute('alt', SAMPLE.prompt);
  await expect(app.samples).toHaveCount(0);
});

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test('the page says what the model is for, and leads to others', async ({ app, page }) => {
  await app.enter();
  await expect(page.getByText('People, animals and photographs need a bigger model')).toBeVisible();
  await page.getByRole('link', { name: 'Get another model' }).click();
  await expect(page.getByRole('heading', { name: 'Add a model' })).toBeVisible();
});

test('“Surprise me” needs no model that has opened', async ({ app, page }) => {
  test.setTimeout(5 * MINUTES);
  await app.enter();
  await page.getByRole('button', { name: 'Surprise me' }).click();
  await expect(app.picture).toBeVisible({ timeout: 2 * MINUTES });
  await expect(app.prompt).not.toHaveValue('');
});

test('another model has no samples', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await expect(page.getByText('Your picture will appear here')).toBeVisible();
  await expect(app.samples).toHaveCount(0);
  await app.modelIsOpen();
  await expect(app.samples).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
});

test('samples are kept for the times without a network', async () => {
  const pictures = (await readdir(join(E2E_DIST, 'assets'))).filter((file) =>
    file.endsWith('.webp'),
  );
  expect(pictures).toHaveLength(6);
  const worker = await readFile(join(E2E_DIST, 'sw.js'), 'utf8');
  for (const picture of pictures) expect(worker).toContain(picture);
});

for (const [name, width, height] of [
  ['a small phone', 320, 640],
  ['a phone', 390, 844],
  ['a phone on its side', 844, 390],
  ['a tablet', 768, 1024],
  ['a small window', 1024, 600],
  ['a large one', 1920, 1080],
] as const) {
  test(`on ${name} all samples are in sight, and text of twice the size is not cut off`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await app.enter();
    await expect(app.samples).toHaveCount(6);
    for (const sample of await app.samples.all()) await expect(sample).toBeInViewport({ ratio: 1 });
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
    const cut = await page
      .getByRole('region', { name: 'Picture', exact: true })
      .evaluate((region) =>
        [...region.querySelectorAll<HTMLElement>('div, p, button')]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
          .map((node) => node.className),
      );
    expect(cut).toEqual([]);
  });
}
