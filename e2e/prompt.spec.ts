import { expect, test } from './test.ts';

test.beforeEach(async ({ kitchen }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
});

test('an empty prompt is not sent, and the page says why', async ({ kitchen, page }) => {
  await kitchen.generate.click();
  const reason = page.getByRole('alert').filter({ hasText: 'Enter a prompt first.' });
  await expect(reason).toBeVisible();
  await expect(kitchen.prompt).toBeFocused();
  await expect(kitchen.prompt).toHaveAttribute('aria-invalid', 'true');
  await expect(kitchen.stop).toBeHidden();
  await kitchen.prompt.fill('a');
  await expect(reason).toBeHidden();
});

test('a prompt beyond the encoder shows which words are dropped', async ({ kitchen, page }) => {
  await kitchen.prompt.fill(`${'a '.repeat(75)}forgotten words`);
  await expect(page.getByText('“forgotten words”')).toBeVisible();
  await kitchen.prompt.fill('a house');
  await expect(page.getByText('“forgotten words”')).toBeHidden();
});

test('an example fills the prompt and starts nothing', async ({ kitchen, page }) => {
  await page.getByRole('button', { name: 'a sailboat on the sea' }).click();
  await expect(kitchen.prompt).toHaveValue('a sailboat on the sea');
  await expect(kitchen.stop).toBeHidden();
});

test('the form survives a reload', async ({ kitchen, page }) => {
  await kitchen.prompt.fill('kept');
  await kitchen.keepSeed('12');
  await page.reload();
  await expect(kitchen.prompt).toHaveValue('kept');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('12');
});

test('an impossible size is answered with possible ones', async ({ kitchen, page }) => {
  await kitchen.prompt.fill('a house');
  await page.getByRole('textbox', { name: 'Width' }).fill('500');
  await kitchen.generate.click();
  await expect(page.getByText('can’t paint 500 × 256')).toBeVisible();
  await expect(kitchen.stop).toBeHidden();
  await page.getByRole('button', { name: 'Use 512 × 256' }).click();
  await expect(page.getByText('can’t paint')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Width' })).toHaveValue('512');
});

test('a chosen ratio is the size of the picture', async ({ kitchen, page }) => {
  await page.getByRole('radio', { name: /^1:2, / }).check();
  await kitchen.paint('a house');
  const { width, height } = await kitchen.look();
  expect(height).toBe(2 * width);
});

test('a seed that is none is refused', async ({ kitchen, page }) => {
  await kitchen.prompt.fill('a house');
  await kitchen.keepSeed('lucky');
  await kitchen.generate.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Enter a whole number' })).toBeVisible();
});
