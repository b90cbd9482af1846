import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** What axe finds on the page as it stands, in words. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** The page is never wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test('axe finds nothing on any page', async ({ page, kitchen }) => {
        await kitchen.enter({ model: 'micro', provider: 'wasm' });
        await kitchen.modelIsOpen();
        expect(await violations(page)).toEqual([]);

        await kitchen.paint('a red house');
        expect(await violations(page)).toEqual([]);

        await page.getByRole('button', { name: 'Full size' }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');

        await page.getByRole('link', { name: 'Pictures', exact: true }).click();
        await expect(page.getByRole('searchbox')).toBeVisible();
        expect(await violations(page)).toEqual([]);

        await page.getByRole('link', { name: 'Models', exact: true }).click();
        await expect(page.getByText('Added models take')).toBeVisible();
        await page.getByText('Details and limits').click();
        expect(await violations(page)).toEqual([]);

        await page.getByRole('link', { name: 'Device', exact: true }).click();
        await expect(page.getByRole('heading', { name: 'Device' })).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing while painting, in the queue and in comparing', async ({
      page,
      kitchen,
    }) => {
      await kitchen.enter({ model: 'micro', provider: 'wasm' });
      await kitchen.modelIsOpen();
      await kitchen.paint('one');
      await kitchen.paint('two');
      await kitchen.open('Settings');
      await kitchen.open('Advanced');
      await kitchen.startLong('three');
      await kitchen.generate.or(page.getByRole('button', { name: 'Add to queue' })).click();
      await expect(kitchen.waiting).toHaveCount(1);
      expect(await violations(page)).toEqual([]);
      await kitchen.stopAndClear();

      await page.getByRole('link', { name: 'Pictures', exact: true }).click();
      await page.getByRole('checkbox', { name: 'Select: one' }).check();
      await page.getByRole('checkbox', { name: 'Select: two' }).check();
      await page.getByRole('button', { name: 'Compare' }).click();
      await expect(page.getByRole('dialog', { name: 'Two pictures compared' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing in an error', async ({ page, kitchen }) => {
      await kitchen.enter({ model: 'missing', provider: 'wasm' });
      await kitchen.modelIsOpen();
      await kitchen.prompt.fill('a house');
      await kitchen.generate.click();
      await expect(page.getByRole('alert').filter({ hasText: 'missing' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

test.describe('narrow and wide', () => {
  for (const width of [320, 768, 1920, 3840]) {
    test(`nothing is cut off at ${width} px`, async ({ page, kitchen }) => {
      await page.setViewportSize({ width, height: 900 });
      await kitchen.enter({ model: 'micro', provider: 'wasm' });
      await kitchen.modelIsOpen();
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        expect(await overflow(page), view).toBeLessThanOrEqual(0);
      }
    });
  }

  test('right to left, nothing is cut off', async ({ page, kitchen }) => {
    await kitchen.enter({ model: 'micro', provider: 'wasm' });
    await kitchen.modelIsOpen();
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
      await page.getByRole('link', { name: view, exact: true }).click();
      expect(await overflow(page), view).toBeLessThanOrEqual(0);
    }
  });
});

test.describe('languages', () => {
  test.use({ locale: 'de-DE' });

  test('a German browser is greeted in German, and English is one choice away', async ({
    page,
    kitchen,
  }) => {
    await page.goto('./?model=test-models/micro/&provider=wasm');
    await expect(page.getByRole('button', { name: 'Bild malen' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    expect(await violations(page)).toEqual([]);

    await page.getByRole('link', { name: 'Gerät', exact: true }).click();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await expect(page.getByRole('heading', { name: 'Device' })).toBeVisible();
    await page.getByRole('link', { name: 'Paint', exact: true }).click();
    await expect(kitchen.generate).toBeVisible();

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(kitchen.generate).toBeVisible();
  });
});

test('a picture can be made with the keyboard alone', async ({ page, kitchen }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(kitchen.prompt).toBeFocused();
  await page.keyboard.type('a pine tree');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(kitchen.picture).toHaveAttribute('alt', 'a pine tree', { timeout: 60_000 });
  await expect(kitchen.spoken).toContainText('ready');
});

test('whoever wants no motion gets none', async ({ page, kitchen }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.paint('a red house');
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
