import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test } from './test.ts';
import type { AppPage } from './pages/app-page.ts';

/** A picture by the built-in model; a WebP without settings. */
const HOUSE = 'src/app/generate/samples/house.webp';
const SIDE = 256;

test.setTimeout(300_000);

/** The built-in model with few steps, and a start picture as it is painted. */
async function enter(app: AppPage): Promise<void> {
  await app.enter({ provider: 'wasm' });
  await app.modelIsOpen();
  await app.page.getByRole('radio', { name: app.words.presets.names.draft }).check();
}

async function chooseStart(app: AppPage, file: string): Promise<void> {
  const chooser = app.page.waitForEvent('filechooser');
  await app.page.getByRole('button', { name: app.words.start.choose }).click();
  await (await chooser).setFiles(file);
  await expect(app.page.getByRole('img', { name: app.words.start.alt })).toBeVisible();
  await app.chooseSide(SIDE);
}

/** Draws a line by mouse, from and to shares of what is drawn on. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = (await page.getByRole('application').boundingBox())!;
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}

/** RGB values of the start picture as the engine got it. */
async function startPixels(app: AppPage, side: number): Promise<number[]> {
  return app.page
    .getByRole('img', { name: app.words.start.alt })
    .evaluate(async (image: HTMLImageElement, side) => {
      await image.decode();
      const context = new OffscreenCanvas(side, side).getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      const bitmap = await createImageBitmap(await (await fetch(image.src)).blob());
      context.drawImage(bitmap, 0, 0, side, side);
      const { data } = context.getImageData(0, 0, side, side);
      return Array.from(data.filter((_, i) => i % 4 !== 3));
    }, side);
}

test('a marked part is painted anew, and every other pixel stays', async ({ app, page }) => {
  const { draw } = app.words;
  await enter(app);
  await chooseStart(app, HOUSE);
  await page.getByRole('button', { name: draw.edit, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: draw.edit });
  const status = dialog.getByRole('status');
  const shareNow = async () => Number(/\d+/.exec(await status.innerText())?.[0] ?? 0);
  await expect(status).toHaveText(draw.nothing);

  // By keys: the brush begins in the middle.
  const canvas = page.getByRole('application', { name: draw.canvas });
  await expect(canvas).toBeFocused();
  await page.keyboard.down(' ');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.up(' ');
  await expect(status).toHaveText(/\d/);
  const byKeys = await shareNow();
  // By mouse, with a larger brush.
  for (let i = 0; i < 3; i++) await page.keyboard.press(']');
  await drag(page, [0.35, 0.5], [0.5, 0.6]);
  await expect.poll(shareNow).toBeGreaterThan(byKeys);
  const both = await shareNow();
  await page.keyboard.press('Control+z');
  await expect.poll(shareNow).toBe(byKeys);
  await dialog.getByRole('button', { name: draw.redo }).click();
  await expect.poll(shareNow).toBe(both);
  await dialog.getByRole('button', { name: draw.invert }).click();
  await expect.poll(shareNow).toBe(100 - both);
  await dialog.getByRole('button', { name: draw.invert }).click();
  await dialog.getByRole('slider', { name: draw.feather }).fill('4');
  expect(await violations(page)).toEqual([]);

  // Back closes it, and loses nothing.
  await page.goBack();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: draw.edit, exact: true }).click();
  await expect.poll(shareNow).toBe(both);
  await dialog.getByRole('slider', { name: draw.feather }).fill('4');
  await dialog.getByRole('button', { name: draw.done }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(draw.part)).toBeVisible();

  // It outlives a reload, also in the queue.
  await page.reload();
  await app.modelIsOpen();
  await expect(page.getByText(draw.part)).toBeVisible();
  await app.paint('a green tree in the snow', 120_000);

  const before = await startPixels(app, SIDE);
  const after = await app.pixels();
  // The middle is marked; what is further than brush and soft edge from all marks is not.
  const differs = (x: number, y: number) =>
    [0, 1, 2].some((c) => before[(y * SIDE + x) * 3 + c] !== after[(y * SIDE + x) * 3 + c]);
  const changed = { inside: 0, outside: 0 };
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const isNear = x > 50 && x < 205 && y > 90 && y < 190;
      if (differs(x, y)) changed[isNear ? 'inside' : 'outside']++;
    }
  }
  expect(changed.inside).toBeGreaterThan(1000);
  expect(changed.outside).toBe(0);

  const file = Buffer.from(await app.file(), 'base64').toString('latin1');
  expect(file).toContain('Denoising strength: 1, Mask blur: 4');
  await page.getByRole('button', { name: app.words.viewer.open }).click();
  const viewer = page.getByRole('dialog', { name: app.words.viewer.label });
  await expect(viewer).toContainText('only a part, soft edge 4 px');

  // Its settings bring the marked part, too.
  await viewer.getByRole('button', { name: app.words.viewer.reuse }).click();
  await expect(page.getByText(draw.part)).toBeVisible();
});

test('a picture is painted on beyond its edges, and stays within them', async ({ app, page }) => {
  const { draw, size } = app.words;
  await enter(app);
  await chooseStart(app, HOUSE);
  const before = await startPixels(app, SIDE);
  await page.getByRole('button', { name: draw.extendPicture }).click();
  const dialog = page.getByRole('dialog', { name: draw.extendPicture });
  const grown = (width: number, height: number) =>
    expect(dialog.getByRole('status')).toHaveText(draw.extendedTo(size.pixels(width, height)));

  // By mouse: the right edge, a third of the picture outwards.
  const canvas = (await page.getByRole('application').boundingBox())!;
  const [edge, middle] = [canvas.x + canvas.width, canvas.y + canvas.height / 2];
  await page.mouse.move(edge, middle);
  await page.mouse.down();
  await page.mouse.move(edge + canvas.width / 3, middle, { steps: 6 });
  await page.mouse.up();
  await grown(384, 256);
  // By keys: upwards, and once too much.
  const up = dialog.getByRole('button', { name: draw.more(draw.edges.top) });
  await up.press('Enter');
  await up.press('Enter');
  await grown(384, 512);
  await dialog.getByRole('button', { name: draw.less(draw.edges.top) }).press('Enter');
  await grown(384, 384);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: draw.done }).click();
  await expect(page.getByText(draw.part)).toBeVisible();

  await app.paint('a red house in the snow on a sunny day', 120_000);
  expect(await app.look()).toMatchObject({ width: 384, height: 384 });
  // Old and new are mixed along the edge: 8 pixels.
  const after = await app.pixels();
  let [kept, moved] = [0, 0];
  for (let y = 8; y < SIDE; y++) {
    for (let x = 0; x < SIDE - 8; x++) {
      const [old, now] = [(y * SIDE + x) * 3, ((y + 128) * 384 + x) * 3];
      const isSame = [0, 1, 2].every((c) => before[old + c] === after[now + c]);
      if (isSame) kept++;
      else moved++;
    }
  }
  expect(moved).toBe(0);
  expect(kept).toBe((SIDE - 8) ** 2);
  // What is new is no plain colour, and goes on where the picture ends.
  const rows = Array.from({ length: 100 }, (_, i) => after[((200 + i) * 384 + 330) * 3 + 2]!);
  expect(new Set(rows).size).toBeGreaterThan(10);
});
