import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

interface Seen {
  titles: string[];
  progress: string[];
  said: string[];
  /** Width over height of every preview, as shown and as drawn. */
  previews: [number, number][];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Notes what the page shows while a picture is painted, however fast the machine is. */
async function watch(page: Page): Promise<() => Promise<Seen>> {
  await page.evaluate(() => {
    const seen: Seen = { titles: [], progress: [], said: [], previews: [] };
    const note = (list: string[], text: string) => {
      if (text !== '' && text !== list.at(-1)) list.push(text);
    };
    const look = () => {
      note(seen.titles, document.title);
      note(seen.progress, document.querySelector('[aria-label=Progress]')?.textContent ?? '');
      note(seen.said, document.querySelector('[role=status]')?.textContent ?? '');
      const canvas = document.querySelector('canvas');
      if (canvas?.ariaLabel?.includes('preview') !== true) return;
      const { width, height } = canvas.getBoundingClientRect();
      seen.previews.push([width / height, canvas.width / canvas.height]);
    };
    const whatever = { childList: true, characterData: true, attributes: true, subtree: true };
    new MutationObserver(look).observe(document, whatever);
    Object.assign(window, { seen });
  });
  return () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
}

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

for (const [device, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  test.describe(device, () => {
    test.use({ viewport });

    test('the painting is watched with its steps and the time left', async ({ app, page }) => {
      // The first picture teaches how fast this machine is.
      await app.paint('a house');
      await app.chooseSteps(20);
      await app.open('Settings');
      await page.getByRole('radio', { name: /^1:2, / }).check();
      const look = await watch(page);
      await app.paint('another house');
      const { titles, progress, previews } = await look();
      expect(previews.length).toBeGreaterThan(0);
      for (const [shown, drawn] of previews) expect(shown).toBeCloseTo(drawn, 1);
      expect(previews[0]![0]).toBeCloseTo(0.5, 1);
      expect(progress.some((text) => /step \d+ of 20 · \d+ s left/.test(text))).toBe(true);
      expect(progress.some((text) => /about \d+ (s|min) left/.test(text))).toBe(true);
      const whole = /^\d+ % – \d+ (s|min) left · another house · Würstchen$/;
      expect(titles.some((title) => whole.test(title))).toBe(true);
      await expect(page).toHaveTitle(/^✓ another house/);
      // What is over has its time at once, and the whole receipt stays.
      expect(progress.some((text) => /Reading\s[\d.]+ s/.test(text))).toBe(true);
      const times = page.getByRole('list', { name: 'Time per stage' }).getByRole('listitem');
      await expect(times).toHaveText([
        /^Loading\s[\d.]+ s$/,
        /^Reading\s[\d.]+ s$/,
        /^Stage C\s[\d.]+ s$/,
        /^Stage B\s[\d.]+ s$/,
        /^Stage A\s[\d.]+ s$/,
      ]);
    });
  });
}

test('stages are said, steps are not, the end is', async ({ app, page }) => {
  const look = await watch(page);
  await app.paint('a house');
  await expect(app.spoken).toContainText('The picture is ready after');
  const { said } = await look();
  expect(said.some((text) => /Stage|Loading|Reading/.test(text))).toBe(true);
  expect(said.some((text) => text.includes('step'))).toBe(false);
});

test('another picture can be looked at while one is painted', async ({ app, page }) => {
  await app.paint('first');
  await app.paint('second');
  await app.startLong('third');
  await page.getByRole('radio', { name: 'Show: first' }).click();
  await expect(app.picture).toHaveAttribute('alt', 'first');
  await expect(page.getByRole('group', { name: 'Progress' })).toBeVisible();
  await page.getByRole('button', { name: 'View progress' }).click();
  await expect(page.getByRole('img', { name: /Rough preview/ })).toBeVisible();
  await app.stop.click();
});

test('the preview is there where nothing may move, too', async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const look = await watch(page);
  await app.paint('a house');
  expect((await look()).previews.length).toBeGreaterThan(0);
});

test('the picture stays in sight while one scrolls, and covers nothing', async ({ app, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await app.paint('a house');
  const strip = page.getByRole('group', { name: 'Recent' });
  await expect(strip.getByRole('radio')).toHaveCount(1);
  await app.open('Advanced');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(app.picture).toBeInViewport();
  const [picture, tile] = (await Promise.all([
    app.picture.boundingBox(),
    strip.getByRole('radio').boundingBox(),
  ])) as [Box, Box];
  const apart = (a: Box, b: Box) => a.x + a.width <= b.x || a.y + a.height <= b.y;
  expect(apart(picture, tile) || apart(tile, picture)).toBe(true);
});
