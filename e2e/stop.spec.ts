import type { Kitchen } from './kitchen.ts';
import { expect, test } from './test.ts';

/** Long enough to be stopped in the middle. */
async function startLongRun(kitchen: Kitchen): Promise<void> {
  await kitchen.open('Advanced');
  const steps = kitchen.page.getByRole('slider', { name: 'Steps' }).first();
  await steps.fill('60');
  await kitchen.prompt.fill('a house');
  await kitchen.prompt.press('Control+Enter');
  await expect(kitchen.page).toHaveTitle(/C \d+\/60/, { timeout: 60_000 });
}

test.beforeEach(async ({ kitchen }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
});

test('Stop answers at once, and another picture can be painted', async ({ kitchen, page }) => {
  await startLongRun(kitchen);
  expect(await kitchen.stopMs()).toBeLessThan(500);
  await expect(page.getByText('Stopped. Nothing was kept.')).toBeVisible();
  await expect(kitchen.spoken).toHaveText('Stopped.');
  await expect(kitchen.generate).toBeFocused();
  await expect(kitchen.picture).toHaveCount(0);
  await kitchen.page.getByRole('slider', { name: 'Steps' }).first().fill('2');
  await kitchen.paint('another house');
  await expect(kitchen.spoken).toContainText('The picture is ready');
});

test('Esc stops, but not while an input method composes text', async ({ kitchen, page }) => {
  await startLongRun(kitchen);
  await kitchen.prompt.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(kitchen.stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(kitchen.stop).toBeHidden();
});
