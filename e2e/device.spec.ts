import { expect, test } from './test.ts';

test('the device page tells what paints, on what, and with which versions', async ({
  app,
  page,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await page.getByRole('link', { name: 'Device' }).click();
  const fact = (section: string, term: string) =>
    page
      .getByRole('region', { name: section })
      .locator('dl > div')
      .filter({ has: page.getByText(term, { exact: true }) })
      .locator('dd');
  await expect(fact('Painting', 'Paints on')).toHaveText('CPU (WebAssembly)');
  await expect(fact('Painting', 'Why')).toContainText('Chosen in the address');
  await expect(fact('WebAssembly', 'SIMD')).toHaveText('yes');
  await expect(fact('WebAssembly', 'Isolated page')).toHaveText('yes');
  await expect(fact('Storage', 'Limit')).toHaveText(/ [MG]B$/);
  await expect(fact('Browser', 'Browser')).toHaveText(/Chrom/);
  await expect(fact('App', 'Version')).toHaveText(/^\d+\.\d+\.\d+/);
  await expect(fact('App', 'Runtime')).toHaveText(/^onnxruntime-web \d+\.\d+/);
  await expect(fact('App', 'Model')).toHaveText('Micro (micro)');
  await expect(fact('App', 'Weights')).toHaveText(/^[0-9a-f]{12}$/);
});

test('the report is copied as it is shown, and tells nothing of the pictures', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('a secret garden');
  await page.getByRole('link', { name: 'Device' }).click();
  await page.getByRole('button', { name: 'Copy for a bug report' }).click();
  await expect(page.getByText('Copied', { exact: true }).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByText('Show report').click();
  await expect(page.locator('pre')).toHaveText(copied);
  expect(copied).toContain('- Paints on: CPU (WebAssembly)');
  expect(copied).not.toContain('secret');
});

test('where copying is not allowed it says so', async ({ app, page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await page.getByRole('link', { name: 'Device' }).click();
  await page.getByRole('button', { name: 'Copy for a bug report' }).click();
  await expect(page.getByText('blocked copying').first()).toBeVisible();
});

test('the device page fits a phone', async ({ app, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await page.goto('./?model=test-models/micro/#device');
  await expect(page.getByRole('heading', { name: 'WebAssembly' })).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
