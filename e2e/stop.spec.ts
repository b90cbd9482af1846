import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

test('Stop answers at once, and another picture can be painted', async ({ app, page }) => {
  await app.startLong('a house');
  // In the very task of the press: no machine is slow enough to delay that.
  expect(await app.stopsAtOnce()).toBe(true);
  await expect(page.getByText('Stopped. This picture was discarded.')).toBeVisible();
  await expect(app.spoken).toHaveText('Stopped.');
  await expect(app.generate).toBeFocused();
  await expect(app.picture).toHaveCount(0);
  await app.chooseSteps(2);
  await app.paint('another house');
  await expect(app.spoken).toContainText('The picture is ready');
});

test('Esc stops, but not while an input method composes text', async ({ app, page }) => {
  await app.startLong('a house');
  await app.prompt.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(app.stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.stop).toBeHidden();
});
