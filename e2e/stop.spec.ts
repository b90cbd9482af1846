import { expect, test } from './test.ts';

test.beforeEach(async ({ kitchen }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
});

test('Stop answers at once, and another picture can be painted', async ({ kitchen, page }) => {
  await kitchen.startLong('a house');
  // In the very task of the press: no machine is slow enough to delay that.
  expect(await kitchen.stopsAtOnce()).toBe(true);
  await expect(page.getByText('Stopped. This picture was discarded.')).toBeVisible();
  await expect(kitchen.spoken).toHaveText('Stopped.');
  await expect(kitchen.generate).toBeFocused();
  await expect(kitchen.picture).toHaveCount(0);
  await kitchen.chooseSteps(2);
  await kitchen.paint('another house');
  await expect(kitchen.spoken).toContainText('The picture is ready');
});

test('Esc stops, but not while an input method composes text', async ({ kitchen, page }) => {
  await kitchen.startLong('a house');
  await kitchen.prompt.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(kitchen.stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(kitchen.stop).toBeHidden();
});
