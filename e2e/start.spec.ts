import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

// Requests through a service worker would be seen twice.
test.use({ serviceWorkers: 'block' });

/** Names of the model's and the runtime's files, as often as the page has asked for them since it was loaded. */
function watchFiles(page: Page): string[] {
  const asked: string[] = [];
  // A page that is loaded again, as by `holdWeights`, asks again.
  page.on('framenavigated', () => asked.splice(0));
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.split('/').at(-1)!;
    if (/\.(bin|onnx|wasm)$/.test(name)) asked.push(name);
  });
  return asked;
}

test('what a picture needs is here before Generate is pressed, and is used', async ({
  kitchen,
  page,
}) => {
  const asked = watchFiles(page);
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.prompt.pressSequentially('a red house', { delay: 30 });
  await kitchen.isPrepared('a red house');
  expect(asked.join(' ')).toMatch(/\.wasm/);
  for (const network of ['text-encoder', 'prior-step', 'decoder-step', 'vqgan-decode']) {
    expect(asked.join(' ')).toMatch(new RegExp(`${network}\\S*\\.bin`));
  }
  const before = [...asked];
  expect(new Set(before).size).toBe(before.length);
  await kitchen.paint('a red house');
  expect(asked).toEqual(before);
  const times = page.getByRole('list', { name: 'Time per stage' }).getByRole('listitem');
  await expect(times.first()).toHaveText(/^Loading\s0\.0 s$/);
});

test('Generate pressed while the model is on its way waits for that download', async ({
  kitchen,
  page,
}) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  const asked = watchFiles(page);
  const release = await kitchen.holdWeights();
  await expect.poll(() => asked.filter((name) => name.endsWith('.bin')).length).toBeGreaterThan(1);
  await kitchen.prompt.fill('a house');
  await kitchen.generate.click();
  await expect(kitchen.stop).toBeVisible();
  await expect(page.getByRole('group', { name: 'Progress' })).toContainText('Loading');
  release();
  await expect(kitchen.picture).toHaveAttribute('alt', 'a house', { timeout: 60_000 });
  expect(new Set(asked).size).toBe(asked.length);
});

test('where data is to be saved nothing of the model is fetched until Generate is pressed', async ({
  kitchen,
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
  const asked = watchFiles(page);
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await kitchen.prompt.pressSequentially('a red house', { delay: 30 });
  // Longer than the page waits for the end of typing, and for being idle.
  await page.waitForTimeout(3000);
  expect(asked).toEqual([]);
  await kitchen.paint('a red house');
  expect(asked.join(' ')).toMatch(/\.wasm/);
});
