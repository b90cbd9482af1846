import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

test.setTimeout(15 * 60_000);

/** Nothing in it is the model's default. */
const LINK =
  '#v=1&prompt=a+red+house&negative=fog&seed=7&size=256x512&steps=4&guidance=3&solver=dpmpp2m' +
  '&bsteps=3&bguidance=2&bsolver=ddim&model=micro';

test('a link is the same picture on the GPU and on the CPU; Stop answers at once on both', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`./?model=test-models/micro/&provider=webgpu${LINK}`);
  const adapter = await page.evaluate(async () => (await navigator.gpu.requestAdapter()) !== null);
  expect(adapter).toBe(true);
  await app.modelIsOpen();
  await expect(page.getByText('GPU (WebGPU)').first()).toBeVisible();
  await expect(app.prompt).toHaveValue('a red house');
  await app.paint('a red house', 10 * 60_000);
  const onGpu = await app.pixels();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(link.hash).toBe(LINK);

  await app.prompt.press('Control+Enter');
  await expect(app.progress).toContainText(/Stage C: composing step \d+ of 4/, {
    timeout: 60_000,
  });
  expect(await app.stopsAtOnce()).toBe(true);

  await page.goto('about:blank');
  await page.goto(`./?model=test-models/micro/&provider=wasm${link.hash}`);
  await app.modelIsOpen();
  await expect(page.getByText('CPU (WebAssembly)').first()).toBeVisible();
  await app.paint('a red house', 2 * 60_000);
  const onProcessor = await app.pixels();
  expect(onGpu.length).toBe(onProcessor.length);
  const squares = onGpu.reduce((sum, value, i) => sum + (value - onProcessor[i]!) ** 2, 0);
  const psnr = 10 * Math.log10(255 ** 2 / Math.max(1e-9, squares / onGpu.length));
  expect(psnr).toBeGreaterThan(40);
});
