import type { Page } from '@playwright/test';
import { unvisited, walkWithTab } from './tab-walk.ts';
import { expect, test } from './test.ts';
import { applyText, describeText, LARGE, LARGE_MONO, MONO, NOTO, USUAL } from './text-settings.ts';

/** The page is never wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** The beginning of every text that a logo lies over. */
async function coveredWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const logos = [...document.querySelectorAll('svg[viewBox="0 0 48 32"]')];
    const boxes = logos.map((logo) => logo.getBoundingClientRect());
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const covered: string[] = [];
    for (let node = words.nextNode(); node !== null; node = words.nextNode()) {
      if (getComputedStyle(node.parentElement!).clipPath !== 'none') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()];
      const isCovered = boxes.some((box) =>
        lines.some(
          (line) =>
            Math.min(box.right, line.right) - Math.max(box.left, line.left) > 1 &&
            Math.min(box.bottom, line.bottom) - Math.max(box.top, line.top) > 1,
        ),
      );
      if (isCovered) covered.push((node.textContent ?? '').slice(0, 20));
    }
    return covered;
  });
}

test.describe('narrow and wide', () => {
  for (const width of [320, 480, 768, 1920, 3840]) {
    test(`nothing is cut off at ${width} px`, async ({ page, app }) => {
      await page.setViewportSize({ width, height: 900 });
      await app.enterWithPictures(24);
      for (const fold of ['Settings', 'Advanced', 'About this model']) await app.open(fold);
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await expect(page.getByRole('main')).toBeVisible();
        for (const text of [USUAL, MONO, LARGE]) {
          await applyText(page, text);
          const where = `${view}, ${describeText(text)}`;
          expect(await overflow(page), where).toBeLessThanOrEqual(0);
        }
      }
    });
  }

  test('right to left, nothing is cut off, and arrow keys go where they point', async ({
    page,
    app,
  }) => {
    await app.enterWithPictures(12);
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await expect(page.getByRole('main')).toBeVisible();
        expect(await overflow(page), `${view} at ${width} px`).toBeLessThanOrEqual(0);
      }
    }
    await page.getByRole('link', { name: 'Pictures', exact: true }).click();
    const tile = (n: number) => page.getByRole('button', { name: `Open: house ${n}`, exact: true });
    await tile(0).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(tile(1)).toBeFocused();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog', { name: 'Picture' });
    await expect(viewer.getByText('2 of 12')).toBeVisible();
    await viewer.getByRole('group', { name: 'Drag or use' }).press('ArrowLeft');
    await expect(viewer.getByText('3 of 12')).toBeVisible();
    await viewer.getByRole('group', { name: 'Drag or use' }).press('ArrowRight');
    await expect(viewer.getByText('2 of 12')).toBeVisible();
  });
});

for (const locale of ['en-US', 'de-DE']) {
  test.describe(`the empty frame, ${locale}`, () => {
    test.use({ locale });

    test('no drawing lies over words, and none is cut off', async ({ page }) => {
      for (const width of [320, 360, 390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto('./?model=test-models/micro/&provider=wasm');
        await expect(page.getByRole('link', { name: /^(Device|Gerät)$/ })).toBeVisible();
        await expect(
          page.getByRole('button', { name: /^(Surprise me|Überrasch mich)$/ }),
        ).toBeVisible();
        for (const text of [USUAL, LARGE]) {
          await applyText(page, text);
          expect(await coveredWords(page), `${width} px, ${describeText(text)}`).toEqual([]);
          const frame = page
            .getByRole('region', { name: /^(Picture|Bild)$/ })
            .locator('[data-empty]');
          const hidden = await frame.evaluate((node) => node.scrollHeight - node.clientHeight);
          expect(hidden, `${width} px, ${describeText(text)}`).toBeLessThanOrEqual(0);
        }
      }
    });
  });
}

test.describe('languages', () => {
  test.use({ locale: 'de-DE' });

  test('a German browser is greeted in German, and English is one choice away', async ({
    page,
    app,
  }) => {
    await page.goto('./?model=test-models/micro/&provider=wasm');
    await expect(page.getByRole('button', { name: 'Bild malen' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.getByRole('link', { name: 'Gerät', exact: true }).click();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await expect(page.getByRole('heading', { name: 'Device' })).toBeVisible();
    await page.getByRole('link', { name: 'Paint', exact: true }).click();
    await expect(app.generate).toBeVisible();

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(app.generate).toBeVisible();
  });
});

test('a picture can be made with the keyboard alone', async ({ page, app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(app.prompt).toBeFocused();
  await page.keyboard.type('a pine tree');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(app.picture).toHaveAttribute('alt', 'a pine tree', { timeout: 60_000 });
  await expect(app.spoken).toContainText('ready');
});

for (const { device, viewport, settings } of [
  {
    device: 'desktop',
    viewport: { width: 1280, height: 800 },
    settings: [USUAL, MONO, LARGE_MONO],
  },
  {
    device: 'phone',
    viewport: { width: 390, height: 700 },
    settings: [USUAL, NOTO, MONO, LARGE, LARGE_MONO],
  },
]) {
  test.describe(device, () => {
    test.use({ viewport });

    test('the Tab key leads everywhere, and one sees where it is', async ({ page, app }) => {
      // So many that the latest ones scroll, and end with the way to all of them.
      await app.enterWithPictures(24);
      for (const fold of ['Settings', 'Advanced', 'About this model']) await app.open(fold);
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await expect(page.getByRole('main')).toBeVisible();
        for (const text of settings) {
          await applyText(page, text);
          const where = `${view}, ${describeText(text)}`;
          // Once more if something appeared meanwhile: pages and the browser's answers come later.
          await expect(async () => {
            const stops = await walkWithTab(page);
            expect(stops.length, where).toBeGreaterThan(4);
            expect(
              stops.filter(({ marked, seen }) => !marked || !seen),
              where,
            ).toEqual([]);
            expect(await unvisited(page), where).toEqual([]);
          }).toPass({ timeout: 30_000 });
        }
      }
    });
  });
}

test('whoever wants no motion gets none', async ({ page, app }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.paint('a red house');
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
