import type { Page } from '@playwright/test';
import { expect, saveData, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

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
  app,
  page,
}) => {
  const asked = watchFiles(page);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.prompt.pressSequentially('a red house', { delay: 30 });
  await app.isPrepared('a red house');
  expect(asked.join(' ')).toMatch(/\.wasm/);
  for (const network of ['text-encoder', 'prior-step', 'decoder-step', 'vqgan-decode']) {
    expect(asked.join(' ')).toMatch(new RegExp(`${network}\\S*\\.bin`));
  }
  const before = [...asked];
  expect(new Set(before).size).toBe(before.length);
  await app.paint('a red house');
  expect(asked).toEqual(before);
  const times = page.getByRole('list', { name: 'Time per stage' }).getByRole('listitem');
  await expect(times.first()).toHaveText(/^Loading\s0\.0 s$/);
});

test('Generate pressed while the model is on its way waits for that download', async ({
  app,
  page,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  const asked = watchFiles(page);
  const release = await app.holdWeights();
  await expect.poll(() => asked.filter((name) => name.endsWith('.bin')).length).toBeGreaterThan(1);
  await app.prompt.fill('a house');
  await app.generate.click();
  await expect(app.stop).toBeVisible();
  await expect(page.getByRole('group', { name: 'Progress' })).toContainText('Loading');
  release();
  await expect(app.picture).toHaveAttribute('alt', 'a house', { timeout: 60_000 });
  expect(new Set(asked).size).toBe(asked.length);
});

test('where data is to be saved nothing of the model is fetched until Generate is pressed', async ({
  app,
  page,
}) => {
  await saveData(page.context());
  const asked = watchFiles(page);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.pressSequentially('a red house', { delay: 30 });
  // Longer than the page waits for the end of typing, and for being idle.
  await page.waitForTimeout(3000);
  expect(asked).toEqual([]);
  await app.paint('a red house');
  expect(asked.join(' ')).toMatch(/\.wasm/);
});
