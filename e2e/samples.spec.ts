import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLES } from '../src/app/generate/samples/painted.ts';
import { violations } from './axe.ts';
import { E2E_DIST } from './dist.ts';
import { expect, test } from './test.ts';

const SAMPLE = SAMPLES.pictures[0]!;
const MINUTES = 60_000;
/** Mean steps of 255 between a sample and the picture that it stands for, small and compressed as it is. */
const ALIKE = 6;

test('samples stand in the first view, before the model is there, and stay where they are', async ({
  kitchen,
  page,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/models/builtin/**', async (route) => {
    await released;
    await route.continue();
  });
  await kitchen.enter();
  await expect(kitchen.samples).toHaveCount(6);
  for (const [i, { prompt }] of SAMPLES.pictures.entries()) {
    await expect(kitchen.samples.nth(i)).toHaveAccessibleName(prompt);
  }
  await expect
    .poll(() => page.locator('section img').evaluateAll(loadedSides))
    .toEqual(SAMPLES.pictures.map(() => SAMPLES.side));
  const before = await kitchen.samples.last().boundingBox();
  release();
  await kitchen.modelIsOpen();
  expect(await kitchen.samples.last().boundingBox()).toEqual(before);
  expect(await violations(page)).toEqual([]);
});

const loadedSides = (images: Element[]) =>
  images.map((image) => (image as HTMLImageElement).naturalWidth);

test('a sample fills the form, and the next press paints the same picture', async ({
  kitchen,
  page,
}) => {
  test.setTimeout(5 * MINUTES);
  await kitchen.enter();
  await kitchen.modelIsOpen();
  await kitchen.prompt.fill('my own words');
  const sample = kitchen.samples.first();
  await sample.focus();
  await page.keyboard.press('Enter');
  await expect(kitchen.prompt).toHaveValue(SAMPLE.prompt);
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue(SAMPLE.seed);
  await expect(kitchen.spoken).toContainText(SAMPLE.prompt);
  await expect(kitchen.generate).toBeFocused();
  await expect(sample).toHaveAttribute('aria-current', 'true');
  await expect(kitchen.stop).toBeHidden();
  await page.getByRole('button', { name: 'Restore prompt' }).click();
  await expect(kitchen.prompt).toHaveValue('my own words');
  await expect(sample).toHaveAttribute('aria-current', 'false');

  await sample.click();
  const small = await kitchen.thumb(kitchen.samples.first().locator('img'));
  const others = await kitchen.thumb(kitchen.samples.last().locator('img'));
  await page.keyboard.press('Enter');
  await expect(kitchen.picture).toHaveAttribute('alt', SAMPLE.prompt, { timeout: 2 * MINUTES });
  await expect(kitchen.samples).toHaveCount(0);
  const painted = await kitchen.thumb(kitchen.picture);
  expect(distance(painted, small)).toBeLessThan(ALIKE);
  expect(distance(painted, others)).toBeGreaterThan(2 * ALIKE);

  await page.reload();
  await expect(kitchen.picture).toHaveAttribute('alt', SAMPLE.prompt);
  await expect(kitchen.samples).toHaveCount(0);
});

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test('the page says what the model is for, and leads to others', async ({ kitchen, page }) => {
  await kitchen.enter();
  await expect(page.getByText('People, animals and photographs need a bigger model')).toBeVisible();
  await page.getByRole('link', { name: 'Get another model' }).click();
  await expect(page.getByRole('heading', { name: 'Add a model' })).toBeVisible();
});

test('“Surprise me” needs no model that has opened', async ({ kitchen, page }) => {
  test.setTimeout(5 * MINUTES);
  await kitchen.enter();
  await page.getByRole('button', { name: 'Surprise me' }).click();
  await expect(kitchen.picture).toBeVisible({ timeout: 2 * MINUTES });
  await expect(kitchen.prompt).not.toHaveValue('');
});

test('another model has no samples', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await expect(page.getByText('Your picture will appear here')).toBeVisible();
  await expect(kitchen.samples).toHaveCount(0);
  await kitchen.modelIsOpen();
  await expect(kitchen.samples).toHaveCount(0);
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
    kitchen,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await kitchen.enter();
    await expect(kitchen.samples).toHaveCount(6);
    for (const sample of await kitchen.samples.all())
      await expect(sample).toBeInViewport({ ratio: 1 });
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
