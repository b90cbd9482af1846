import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { applyText, describeText, LARGE, USUAL } from './text-settings.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('a phone shows the picture first and never scrolls sideways', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  expect(await overflow()).toBe(0);
  await app.paint('a house');
  expect(await overflow()).toBe(0);
  for (const summary of ['Settings', 'Advanced', 'About this model', 'About this device']) {
    await app.open(summary);
  }
  expect(await overflow()).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow()).toBe(0);
  const [picture, prompt] = await Promise.all([
    app.picture.boundingBox(),
    app.prompt.boundingBox(),
  ]);
  expect(picture!.y).toBeLessThan(prompt!.y);
});

test('a picture can be painted with the keyboard alone', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the prompt' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.prompt).toBeFocused();
  await page.keyboard.type('a house');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('checkbox', { name: 'Fill in the rest' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(app.generate).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.picture).toBeVisible({ timeout: 60_000 });
  await expect(app.generate).toBeFocused();
});

test('while painting, Stop is on the screen', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.open('Advanced');
  // Long enough that the painting is not over before Stop is pressed, on a busy machine too.
  await page.getByRole('slider', { name: 'Steps' }).first().fill('60');
  await page.getByRole('slider', { name: 'Steps' }).last().fill('60');
  await app.prompt.fill('a house');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await app.generate.click();
  await expect(app.stop).toBeInViewport();
  await expect(page.getByRole('img', { name: /Rough preview/ })).toBeInViewport({ ratio: 0.9 });
  await app.stop.click();
  await expect(app.stop).toBeHidden();
});

/** Pixels of an element that lie outside of the window or under the buttons at its lower edge. */
async function unseen(element: Locator): Promise<number> {
  return element.evaluate((node) => {
    const bar = document.getElementById('generate')!.parentElement!.parentElement!;
    const isOver = getComputedStyle(bar).position === 'fixed' && !bar.contains(node);
    const covers = [bar, ...bar.children].filter(({ clientHeight }) => clientHeight > 0);
    const { left, right } = node.getBoundingClientRect();
    const tops = covers
      .map((cover) => cover.getBoundingClientRect())
      .filter((cover) => cover.left < right && cover.right > left)
      .map((cover) => cover.top);
    const end = isOver ? Math.min(...tops) : innerHeight;
    const { top, bottom } = node.getBoundingClientRect();
    return Math.max(0, Math.ceil(-top), Math.ceil(bottom - end));
  });
}

/** How far the first line of the prompt's field lies outside of the first view. */
async function promptUnseen(page: Page): Promise<number> {
  return page.getByRole('textbox', { name: 'Prompt', exact: true }).evaluate((field) => {
    const bar = document.getElementById('generate')!.getBoundingClientRect();
    const isFixed = getComputedStyle(
      document.getElementById('generate')!.parentElement!.parentElement!,
    );
    const end = isFixed.position === 'fixed' ? bar.top : innerHeight;
    const style = getComputedStyle(field);
    const line = parseFloat(style.paddingTop) + parseFloat(style.fontSize);
    return Math.max(0, field.getBoundingClientRect().top + line - end);
  });
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 320, height: 568 },
  { width: 844, height: 390 },
  // 200 % zoom of a desktop window, and of a phone.
  { width: 640, height: 400 },
  { width: 195, height: 422 },
]) {
  test.describe(`${viewport.width} x ${viewport.height}`, () => {
    test.use({ viewport });

    test('the prompt is in the first view, with large text too', async ({ app, page }) => {
      for (const model of ['micro', null]) {
        await app.enter({ provider: 'wasm', ...(model !== null && { model }) });
        await app.modelIsOpen();
        for (const text of viewport.width > 300 ? [USUAL, LARGE] : [USUAL]) {
          await applyText(page, text);
          expect(await promptUnseen(page), `${model}, ${describeText(text)}`).toBe(0);
        }
      }
    });
  });
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 320, height: 568 },
  { width: 844, height: 390 },
]) {
  test.describe(`painting at ${viewport.width} x ${viewport.height}`, () => {
    test.use({ viewport });

    test('picture, progress and buttons are seen, none under the bar', async ({ app, page }) => {
      await app.enter({ model: 'micro', provider: 'wasm' });
      await app.modelIsOpen();
      const release = await app.holdWeights();
      await app.prompt.fill('a house');
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await app.generate.click();
      await expect(app.stop).toBeVisible();
      const frame = page.locator('[data-empty="false"]');
      const progress = page.getByRole('progressbar').last();
      await expect.poll(() => unseen(frame)).toBe(0);
      await expect.poll(() => unseen(progress)).toBe(0);
      expect(await unseen(app.stop)).toBe(0);
      release();
      await expect(app.picture).toBeVisible({ timeout: 60_000 });
      await expect.poll(() => unseen(app.picture)).toBe(0);
      await expect.poll(() => unseen(page.getByRole('button', { name: 'Copy link' }))).toBe(0);
    });
  });
}
