import { expect, test } from './test.ts';

const CASES = [
  { model: 'missing', says: /vqgan-decode/ },
  { model: 'corrupt', says: /prior-step/ },
] as const;

for (const { model, says } of CASES) {
  test(`a ${model} model file is named, with one thing to do`, async ({ kitchen, page }) => {
    await kitchen.enter({ model, provider: 'wasm' });
    await kitchen.modelIsOpen();
    await kitchen.prompt.fill('a house');
    await kitchen.generate.click();
    const card = page.getByRole('alert').filter({ hasText: 'That did not work' });
    await expect(card).toContainText(says, { timeout: 60_000 });
    await expect(card.getByRole('button')).toHaveCount(1);
    await expect(card.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expect(kitchen.stop).toBeHidden();
    await expect(page).toHaveTitle(/^✗/);
  });
}

for (const model of ['absent', 'a-page-instead']) {
  test(`a folder that holds no model (${model}) is said to be none`, async ({ kitchen, page }) => {
    await kitchen.enter({ model });
    const card = page.getByRole('alert').filter({ hasText: 'That did not work' });
    await expect(card).toContainText('manifest.json');
    await kitchen.prompt.fill('a house');
    await kitchen.generate.click();
    await expect(card).toBeVisible();
    await expect(kitchen.stop).toBeHidden();
  });
}

test('a model on another site is not even asked for', async ({ kitchen, page }) => {
  await page.goto('./?model=https://example.invalid/model/');
  await expect(kitchen.generate).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'not on this site' })).toBeVisible();
});

test('without a GPU the page says what paints, and why', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro' });
  await kitchen.modelIsOpen();
  await expect(page.getByText('CPU (WebAssembly)').first()).toBeVisible();
  await expect(page.getByText(/processor/).filter({ visible: true })).toHaveCount(1);
});
