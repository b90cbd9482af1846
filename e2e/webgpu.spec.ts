import { expect, test } from './test.ts';

test.setTimeout(15 * 60_000);

test('the GPU paints the same picture as the processor', async ({ kitchen, page }) => {
  await kitchen.enter({ model: 'micro', provider: 'webgpu' });
  const adapter = await page.evaluate(async () => (await navigator.gpu.requestAdapter()) !== null);
  expect(adapter).toBe(true);
  await kitchen.modelIsOpen();
  await expect(page.getByText('GPU (WebGPU)').first()).toBeVisible();
  await kitchen.keepSeed('7');
  await kitchen.paint('a red house', 10 * 60_000);
  const onGpu = await kitchen.pixels();
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await kitchen.paint('a red house', 2 * 60_000);
  const onProcessor = await kitchen.pixels();
  expect(onGpu.length).toBe(onProcessor.length);
  const squares = onGpu.reduce((sum, value, i) => sum + (value - onProcessor[i]!) ** 2, 0);
  const psnr = 10 * Math.log10(255 ** 2 / Math.max(1e-9, squares / onGpu.length));
  expect(psnr).toBeGreaterThan(40);
});
