import type { Locator, Page } from '@playwright/test';
import { focusStops, walkWithTab, watchFocus } from './tab-walk.ts';
import { expect, test } from './test.ts';
import { applyText, describeText, LARGE, LARGE_MONO, USUAL } from './text-settings.ts';

test.use({ viewport: { width: 390, height: 700 } });

/** What a walk of the Tab key leads to without all of it being in sight. */
async function hidden(page: Page): Promise<string[]> {
  const stops = await walkWithTab(page);
  expect(stops.length).toBeGreaterThan(10);
  return stops.filter(({ seen }) => !seen).map(({ name }) => name);
}

const scrollTop = (page: Page) => page.evaluate(() => scrollY);

/** Scrolls the row that `chip` is in until half of it is cut off at the window's right edge. */
async function cutInHalf(chip: Locator): Promise<void> {
  await chip.evaluate((node) => {
    const { left, width } = node.getBoundingClientRect();
    node.parentElement!.scrollBy(left + width / 2 - innerWidth, 0);
  });
}

test('the keyboard brings a chip into view that is cut off, a press of the mouse does not', async ({
  page,
  app,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  const styles = page.getByRole('group', { name: 'Style' });
  const chip = styles.getByRole('button').nth(6);
  await chip.scrollIntoViewIfNeeded();
  await cutInHalf(chip);
  const before = await styles.evaluate((row) => row.scrollLeft);
  const { x, y, height } = (await chip.boundingBox())!;
  await page.mouse.click(x + 10, y + height / 2);
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  expect(await styles.evaluate((row) => row.scrollLeft)).toBe(before);

  await chip.press('Shift+Tab');
  await cutInHalf(chip);
  await page.keyboard.press('Tab');
  await expect(chip).toBeFocused();
  await expect(chip).toBeInViewport({ ratio: 1 });
});

test('a field that the mouse presses stays under it', async ({ page, app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.open('Settings');
  const seed = page.getByRole('textbox', { name: 'Seed' });
  // The lower half of it lies under the bar.
  await seed.evaluate((node) => {
    const bar = document.querySelector('form [type=submit]')!.parentElement!.parentElement!;
    const { top, height } = node.getBoundingClientRect();
    scrollBy(0, top + height / 2 - bar.getBoundingClientRect().top);
  });
  const before = await scrollTop(page);
  const { x, y } = (await seed.boundingBox())!;
  await page.mouse.click(x + 20, y + 8);
  await expect(seed).toBeFocused();
  expect(await scrollTop(page)).toBe(before);

  await page.keyboard.press('Shift+Tab');
  await page.evaluate((top) => scrollTo(0, top), before);
  await page.keyboard.press('Tab');
  await expect(seed).toBeFocused();
  expect(await scrollTop(page)).toBeGreaterThan(before);
});

test('an example that the keyboard chooses stays where it is', async ({ page, app }) => {
  await page.setViewportSize({ width: 390, height: 500 });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  // So that the page is long enough to scroll the prompt away.
  await app.open('Settings');
  const example = page.getByRole('group', { name: 'Ideas' }).getByRole('button').first();
  await page.getByRole('combobox', { name: 'Model' }).focus();
  await page.keyboard.press('Tab');
  await expect(example).toBeFocused();
  await example.evaluate((node) => node.scrollIntoView({ block: 'start' }));
  await expect(app.prompt).not.toBeInViewport();
  const before = (await example.boundingBox())!.y;
  await page.keyboard.press('Enter');
  await expect(app.prompt).not.toHaveValue('');
  await expect(example).toBeFocused();
  // Parts of a pixel cannot be seen.
  expect(Math.abs((await example.boundingBox())!.y - before)).toBeLessThan(1);
});

test('the buttons at the lower edge get the focus where they are', async ({ page, app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  for (const text of [USUAL, LARGE]) {
    await applyText(page, text);
    await page.getByRole('checkbox', { name: 'Fill in the rest' }).focus();
    const before = await scrollTop(page);
    await page.keyboard.press('Tab');
    await expect(app.generate).toBeFocused();
    expect(await scrollTop(page), describeText(text)).toBe(before);
  }
});

test('arrow keys bring every one of the latest pictures into view', async ({ page, app }) => {
  await app.enterWithPictures(12);
  await page.getByRole('radio', { name: 'Show: house 0', exact: true }).focus();
  await watchFocus(page);
  for (let i = 1; i < 12; i++) await page.keyboard.press('ArrowRight');
  const stops = await focusStops(page);
  expect(stops).toHaveLength(11);
  expect(stops.filter((stop) => stop?.seen !== true)).toEqual([]);
  await expect(page.getByRole('radio', { name: 'Show: house 11', exact: true })).toBeFocused();
});

test('while it paints and others wait, nothing hides what has the focus', async ({ page, app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.holdWeights();
  await app.prompt.fill('a house');
  await page.getByRole('combobox', { name: 'Pictures per prompt' }).selectOption('6');
  await app.generate.click();
  await expect(app.stop).toBeVisible();
  await expect(app.waiting).toHaveCount(5);
  for (const text of [USUAL, LARGE_MONO]) {
    await applyText(page, text);
    expect(await hidden(page), describeText(text)).toEqual([]);
  }
});

test('what can be done with selected pictures hides nothing that has the focus', async ({
  page,
  app,
}) => {
  await app.enterWithPictures(24);
  await page.getByRole('link', { name: 'Pictures', exact: true }).click();
  for (const name of ['Select: house 0', 'Select: house 1']) {
    await page.getByRole('checkbox', { name, exact: true }).check();
  }
  for (const text of [USUAL, LARGE]) {
    await applyText(page, text);
    expect(await hidden(page), describeText(text)).toEqual([]);
  }
});
