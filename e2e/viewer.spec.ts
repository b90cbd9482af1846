import type { Page } from '@playwright/test';
import { seedPictures } from './seed-pictures.ts';
import { expect, test } from './test.ts';

const micro = { model: 'micro', provider: 'wasm' } as const;

test.beforeEach(async ({ app, page }) => {
  await app.enter(micro);
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await seedPictures(page, 5);
  await page.reload();
  await page.getByRole('link', { name: 'Pictures' }).click();
});

test('a picture opens large, zooms, pans and leads to its neighbours', async ({ page }) => {
  await page.getByRole('button', { name: 'Open: house 1' }).click();
  const viewer = page.getByRole('dialog', { name: 'Picture in full size' });
  const picture = viewer.getByRole('img', { name: 'house 1' });
  await expect(picture).toBeVisible();
  await expect(viewer.getByText('2 of 5')).toBeVisible();
  const scale = async () => parseInt((await viewer.locator('output').textContent())!);
  const fitting = await scale();
  await page.keyboard.press('+');
  expect(await scale()).toBeGreaterThan(fitting);
  await page.keyboard.press('+');
  const before = (await picture.boundingBox())!;
  await page.keyboard.press('ArrowRight');
  expect((await picture.boundingBox())!.x).toBeLessThan(before.x);
  await page.keyboard.press('1');
  expect(await scale()).toBe(100);
  await viewer.getByRole('button', { name: 'Fit' }).click();
  expect(await scale()).toBe(fitting);
  await picture.hover();
  await page.mouse.wheel(0, -400);
  await expect.poll(scale).toBeGreaterThan(fitting);
  await picture.dblclick();
  await expect.poll(scale).toBe(fitting);
  await viewer.getByRole('button', { name: 'Next picture' }).click();
  await expect(viewer.getByRole('img', { name: 'house 2' })).toBeVisible();
  await viewer.getByRole('group', { name: /Drag or use/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByRole('img', { name: 'house 3' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(page.getByRole('button', { name: 'Open: house 3' })).toBeFocused();
});

const viewerOf = (page: Page) => page.getByRole('dialog', { name: 'Picture in full size' });

for (const [device, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  test(`${device}: Back closes the viewer, and stays in the app at a direct #pictures`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    await page.goto('about:blank');
    await page.goto('./?model=test-models/micro/&provider=wasm#pictures');
    const address = page.url();
    const viewer = viewerOf(page);
    await page.getByRole('button', { name: 'Open: house 1' }).click();
    await page.keyboard.press('PageDown');
    await expect(viewer.getByRole('img', { name: 'house 2' })).toBeVisible();
    await page.goBack();
    await expect(viewer).toBeHidden();
    expect(page.url()).toBe(address);
    await expect(page.getByRole('button', { name: 'Open: house 2' })).toBeFocused();
    await page.goForward();
    await expect(viewer.getByRole('img', { name: 'house 2' })).toBeVisible();
    await page.reload();
    await expect(viewer.getByRole('img', { name: 'house 2' })).toBeVisible();
    await viewer.getByRole('button', { name: 'Close' }).click();
    await expect(viewer).toBeHidden();
    await expect(page.getByRole('button', { name: 'Open: house 2' })).toBeVisible();
    expect(page.url()).toBe(address);
    // Closed by its own button it has left nothing behind: Back leads to where one came from.
    await page.goBack();
    expect(page.url()).toBe('about:blank');
  });
}

test('Back closes the comparison, and the focus returns to the first of the two', async ({
  page,
}) => {
  await page.getByRole('checkbox', { name: 'Select: house 3' }).check();
  await page.getByRole('checkbox', { name: 'Select: house 1' }).check();
  await page.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Two pictures compared' });
  await dialog.getByRole('button', { name: 'Swap sides' }).click();
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Open: house 1' })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeVisible();
});

test('Back closes the viewer over the frame, too', async ({ app, page }) => {
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  const button = page.getByRole('button', { name: 'Full size' });
  await button.click();
  await expect(viewerOf(page)).toBeVisible();
  await page.goBack();
  await expect(viewerOf(page)).toBeHidden();
  await expect(app.picture).toBeVisible();
  await expect(button).toBeFocused();
});

test('all settings of a picture can be used again, and that can be undone', async ({
  app,
  page,
}) => {
  await page.getByRole('button', { name: 'Open: house 1' }).click();
  await expect(page.getByRole('dialog')).toContainText('Nebel');
  await page.getByRole('button', { name: 'Use all settings' }).click();
  await expect(app.prompt).toHaveValue('house 1');
  await expect(page.getByRole('textbox', { name: 'Seed', exact: true })).toHaveValue('1');
  await expect(app.stop).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.prompt).toHaveValue('');
});

test('the seed alone can be used again', async ({ app, page }) => {
  await page.getByRole('button', { name: 'Open: house 3' }).click();
  await page.getByRole('button', { name: 'Use seed' }).click();
  await expect(page.getByRole('textbox', { name: 'Seed', exact: true })).toHaveValue('3');
  await expect(app.prompt).toHaveValue('');
});

test('the prompt is copied, the picture downloads', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Open: house 1' }).click();
  const viewer = page.getByRole('dialog');
  await viewer.getByRole('button', { name: 'Copy prompt' }).click();
  await expect(viewer.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('house 1');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    viewer.getByRole('link', { name: 'Download PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('house-1-1.png');
});

test('deleting goes on to the next one, and can be undone inside the viewer', async ({ page }) => {
  await page.getByRole('button', { name: 'Open: house 1' }).click();
  const viewer = page.getByRole('dialog');
  await viewer.getByRole('button', { name: 'Delete' }).click();
  await expect(viewer.getByRole('img', { name: 'house 2' })).toBeVisible();
  await expect(viewer.getByText('2 of 4')).toBeVisible();
  await viewer.getByRole('button', { name: 'Undo' }).click();
  await expect(viewer.getByText('of 5')).toBeVisible();
});

test('two pictures are compared with a slider, and their differences are marked', async ({
  page,
}) => {
  await page.getByRole('checkbox', { name: 'Select: house 1' }).check();
  await page.getByRole('checkbox', { name: 'Select: house 2' }).check();
  await page.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Two pictures compared' });
  const slider = dialog.getByRole('slider', { name: /How much of the first/ });
  await expect(slider).toBeFocused();
  await expect(slider).toHaveAttribute('aria-valuetext', '50% of the first picture');
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', '100% of the first picture');
  await expect(dialog.getByRole('row', { name: /Seed/ }).locator('mark')).toHaveText(['1', '2']);
  await expect(dialog.getByRole('row', { name: /Prompt/ }).locator('mark')).toHaveText(['1', '2']);
  await expect(dialog.getByRole('row', { name: /Size/ }).locator('mark')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
