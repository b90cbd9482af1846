import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

const CASES = [
  { model: 'missing', title: 'A model file is missing', detail: /vqgan-decode/ },
  { model: 'corrupt', title: 'A model file is damaged', detail: /prior-step/ },
] as const;

test.setTimeout(240_000);

const cardOf = (page: Page, title: string) => page.getByRole('alert').filter({ hasText: title });

for (const { model, title, detail } of CASES) {
  test(`a ${model} model file is named, with one thing to do`, async ({ app, page }) => {
    await app.enter({ model, provider: 'wasm' });
    await app.modelIsOpen();
    await app.prompt.fill('a house');
    await app.generate.click();
    const card = cardOf(page, title);
    await expect(card).toBeVisible({ timeout: 60_000 });
    await expect(card.getByRole('button').filter({ visible: true })).toHaveCount(1);
    await expect(card.getByRole('button', { name: 'Try again' })).toBeVisible();
    await card.getByText('Technical detail').click();
    await expect(card.locator('pre')).toContainText(detail);
    await expect(card.getByRole('button', { name: 'Copy' })).toBeVisible();
    await expect(app.stop).toBeHidden();
    await expect(page).toHaveTitle(/^✗/);
    // What did not help once is not offered for ever.
    await card.getByRole('button', { name: 'Try again' }).click();
    await card.getByRole('button', { name: 'Use the built-in model' }).click({ timeout: 60_000 });
    await expect(page).toHaveURL((url) => !url.searchParams.has('model'));
    await expect(app.prompt).toHaveValue('a house');
  });
}

for (const [what, files] of [
  ['ONNX Runtime’s script', /\/assets\/ort\.[^/]+\.js/],
  ['ONNX Runtime’s binary', /\/assets\/[^/]+\.wasm/],
] as const) {
  test(`${what} replaced on the server before the first Generate: a reload is offered`, async ({
    app,
    page,
  }) => {
    await page.route(files, (route) => route.fulfill({ status: 404, body: 'Not found' }));
    await app.enter({ model: 'micro', provider: 'wasm' });
    await app.prompt.fill('a house');
    await app.generate.click();
    const card = cardOf(page, 'A part of the app couldn’t be loaded');
    await expect(card).toBeVisible({ timeout: 60_000 });
    await page.unroute(files);
    await card.getByRole('button', { name: 'Reload the page' }).click();
    await expect(app.prompt).toHaveValue('a house');
    await app.paint('a house');
  });
}

for (const [model, title] of [
  ['absent', 'No model found at this address'],
  ['a-page-instead', 'This isn’t a model this app can use'],
] as const) {
  test(`a folder that holds no model (${model}) is said to be none`, async ({ app, page }) => {
    await app.enter({ model });
    const card = page.getByRole('alert').filter({ hasText: 'Technical detail' });
    await expect(card).toContainText(title);
    await expect(card.locator('pre')).toContainText('manifest.json');
    await app.prompt.fill('a house');
    await app.generate.click();
    await expect(card).toBeVisible();
    await expect(app.stop).toBeHidden();
  });
}

test('what is no address of a model is not even asked for', async ({ app, page }) => {
  await page.goto('./?model=http://example.invalid/model/');
  await expect(app.generate).toBeVisible();
  const card = cardOf(page, 'This isn’t the address of a model');
  await card.getByRole('button', { name: 'Use the built-in model' }).click();
  await app.modelIsOpen();
});

test('what is typed on the Models page is not asked of the page’s own server', async ({
  app,
  page,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Get more models' })).toBeInViewport();
  // From now on the open model's own files are asked for no more.
  await app.isPrepared('a red house');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const typed of ['wuerstchen', './test-models/micro', '/test-models/micro/', 'a b/c']) {
    await page.getByRole('textbox', { name: 'Address or repository' }).fill(typed);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(page.getByText(`“${typed}” is neither a folder`).first()).toBeVisible();
  }
  expect(asked.filter((url) => /wuerstchen|micro|manifest\.json$/.test(url))).toEqual([]);
  await expect(page.getByText('is kept')).toHaveCount(0);
});

test('without a GPU the page says what paints, and why', async ({ app, page }) => {
  await app.enter({ model: 'micro' });
  await app.modelIsOpen();
  await expect(page.getByText('CPU (WebAssembly)').first()).toBeVisible();
  await expect(page.getByText(/so the CPU is used/).filter({ visible: true })).toHaveCount(1);
});

/**
 * Lets the engine's first pictures fail with these codes. With `graphicsCard` it also says that a
 * GPU paints, as long as nobody asks for the CPU.
 */
async function failWith(page: Page, codes: string[], graphicsCard = false): Promise<void> {
  await page.addInitScript(
    ({ codes, graphicsCard }) => {
      interface Message {
        kind: string;
        id: number;
        method?: string;
        /** Of `open`. */
        input?: { choices: { provider: string | null } };
        output?: { device?: { provider: string; fallback: string | null } };
      }
      const Real = Worker;
      window.Worker = class extends Real {
        private forced: string | null | undefined = null;
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          this.addEventListener('message', ({ data }: MessageEvent<Message>) => {
            const device = data.output?.device;
            if (!device || !graphicsCard || this.forced === 'wasm') return;
            Object.assign(device, { provider: 'webgpu', fallback: 'wasm' });
          });
        }
        override postMessage(message: Message): void {
          if (message.method === 'open') this.forced = message.input!.choices.provider;
          const code = message.method === 'generate' ? codes.shift() : undefined;
          if (code === undefined) return super.postMessage(message);
          const error = { code, message: `A ${code} in a test.`, hint: 'None.' };
          const data = { kind: 'failed', id: message.id, error };
          setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })));
        }
      };
    },
    { codes, graphicsCard },
  );
}

test('where memory runs out with the whole model in it, it goes stage by stage', async ({
  app,
  page,
}) => {
  await failWith(page, ['out-of-memory']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('a house');
  await app.generate.click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
  await expect(cardOf(page, 'Not enough memory')).toBeHidden();
});

test('out of memory offers a smaller picture, and paints it', async ({ app, page }) => {
  await failWith(page, ['out-of-memory', 'out-of-memory']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await page.getByRole('textbox', { name: 'Width' }).fill('384');
  await page.getByRole('textbox', { name: 'Height' }).fill('384');
  await app.keepSeed('5');
  await app.prompt.fill('a house');
  await app.generate.click();
  const card = cardOf(page, 'Not enough memory');
  await card.getByRole('button', { name: /^Paint 256 × 256 instead$/ }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
  expect(await app.look()).toMatchObject({ width: 256, height: 256 });
  await expect(card).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Width' })).toHaveValue('256');
});

test('a GPU that is lost twice gives way to the CPU', async ({ app, page }) => {
  await failWith(page, ['device-lost', 'device-lost'], true);
  await app.enter({ model: 'micro' });
  await app.modelIsOpen();
  await app.prompt.fill('a house');
  await app.generate.click();
  const card = cardOf(page, 'The GPU stopped responding');
  await card.getByRole('button', { name: 'Try again' }).click();
  await card.getByRole('button', { name: 'Use the CPU' }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
  await expect(page.getByText('CPU (WebAssembly)').first()).toBeVisible();
});

test('nonsense from the GPU is painted again on the CPU', async ({ app, page }) => {
  await failWith(page, ['bad-output'], true);
  await app.enter({ model: 'micro' });
  await app.modelIsOpen();
  await app.prompt.fill('a house');
  await app.generate.click();
  const card = cardOf(page, 'The result isn’t a picture');
  await card.getByRole('button', { name: 'Use the CPU' }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
});

test('a request that the model refuses is painted with its defaults', async ({ app, page }) => {
  await failWith(page, ['bad-request']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await page.getByRole('textbox', { name: 'Width' }).fill('384');
  await app.prompt.fill('a house');
  await app.generate.click();
  const card = cardOf(page, 'This model can’t paint that');
  await card.getByRole('button', { name: 'Use the model’s defaults' }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
  expect(await app.look()).toMatchObject({ width: 256, height: 256 });
});

test('an engine that ends is started anew', async ({ app, page }) => {
  await failWith(page, ['engine-crashed']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('a house');
  await app.generate.click();
  const card = cardOf(page, 'The engine crashed');
  await card.getByRole('button', { name: 'Try again' }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
});

test('without a network the error says so', async ({ app, page, context }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  // Else the weights could be here before the network goes.
  const release = await app.holdWeights();
  await context.setOffline(true);
  await app.prompt.fill('a house');
  await app.generate.click();
  release();
  const card = cardOf(page, 'You’re offline');
  await expect(card).toBeVisible({ timeout: 60_000 });
  await context.setOffline(false);
  // With a network again it is just a failed download.
  await expect(card).toBeHidden();
  await cardOf(page, 'couldn’t be downloaded').getByRole('button', { name: 'Try again' }).click();
  await expect(app.picture).toBeVisible({ timeout: 100_000 });
});
