import { expect, test } from './test.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('a phone shows the picture first and never scrolls sideways', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  expect(await overflow()).toBe(0);
  await kitchen.paint('a house');
  expect(await overflow()).toBe(0);
  for (const summary of ['Settings', 'Advanced', 'About this model', 'About this device']) {
    await kitchen.open(summary);
  }
  expect(await overflow()).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow()).toBe(0);
  const [picture, prompt] = await Promise.all([
    kitchen.picture.boundingBox(),
    kitchen.prompt.boundingBox(),
  ]);
  expect(picture!.y).toBeLessThan(prompt!.y);
});

test('a picture can be painted with the keyboard alone', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the prompt' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(kitchen.prompt).toBeFocused();
  await page.keyboard.type('a house');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('checkbox', { name: 'Fill in the rest' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(kitchen.generate).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(kitchen.picture).toBeVisible({ timeout: 60_000 });
  await expect(kitchen.generate).toBeFocused();
});

test('while painting, Stop is on the screen', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await kitchen.open('Advanced');
  // Long enough that the painting is not over before Stop is pressed, on a busy machine too.
  await page.getByRole('slider', { name: 'Steps' }).first().fill('60');
  await page.getByRole('slider', { name: 'Steps' }).last().fill('60');
  await kitchen.prompt.fill('a house');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await kitchen.generate.click();
  await expect(kitchen.stop).toBeInViewport();
  await expect(page.getByRole('img', { name: /Rough preview/ })).toBeInViewport({ ratio: 0.9 });
  await kitchen.stop.click();
  await expect(kitchen.stop).toBeHidden();
});
