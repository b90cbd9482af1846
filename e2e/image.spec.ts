import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import { violations } from './axe.ts';
import { expect, test } from './test.ts';
import type { AppPage } from './pages/app-page.ts';

/** A picture by the built-in model; a WebP without settings. */
const HOUSE = 'src/app/generate/samples/house.webp';

const SCREENS = [
  { name: 'desktop', width: 1280, height: 800 },
  { name: 'phone', width: 390, height: 844 },
];

test.setTimeout(300_000);

/** The built-in model, with few steps. */
async function enter(app: AppPage): Promise<void> {
  await app.enter({ provider: 'wasm' });
  await app.modelIsOpen();
  await app.page.getByRole('radio', { name: app.words.presets.names.draft }).check();
}

/** By keyboard: the button opens the system's file chooser. */
async function chooseStart(app: AppPage, file: string): Promise<void> {
  const chooser = app.page.waitForEvent('filechooser');
  await app.page.getByRole('button', { name: app.words.start.choose }).press('Enter');
  await (await chooser).setFiles(file);
  await expect(app.page.getByRole('img', { name: app.words.start.alt })).toBeVisible();
}

const strengthOf = (app: AppPage) =>
  app.page.getByRole('slider', { name: app.words.start.strength, exact: true });

async function meanDifference(page: Page, app: AppPage): Promise<number> {
  const painted = await app.thumb(app.picture);
  const start = await app.thumb(page.getByRole('img', { name: app.words.start.alt }));
  return painted.reduce((sum, value, i) => sum + Math.abs(value - start[i]!), 0) / start.length;
}

for (const { name, width, height } of SCREENS) {
  test(`a picture is painted from another one, ${name}`, async ({ app, page }) => {
    await page.setViewportSize({ width, height });
    await enter(app);
    await chooseStart(app, HOUSE);
    await app.chooseSide(256);
    await expect(strengthOf(app)).toHaveValue('0.6');
    expect(await violations(page)).toEqual([]);

    await app.paint('a house in the snow', 120_000);
    expect(await app.look()).toMatchObject({ width: 256, height: 256 });
    const file = Buffer.from(await app.file(), 'base64').toString('latin1');
    expect(file).toContain('Denoising strength: 0.6');

    // Nothing composed anew, and no words: the picture again.
    await app.prompt.fill('');
    await strengthOf(app).fill('0');
    const before = await app.picture.getAttribute('src');
    await app.generate.click();
    await expect(app.picture).not.toHaveAttribute('src', before!, { timeout: 120_000 });
    expect(await meanDifference(page, app)).toBeLessThan(15);

    await page.getByRole('button', { name: app.words.viewer.open }).click();
    const viewer = page.getByRole('dialog', { name: app.words.viewer.label });
    await expect(viewer.getByRole('img', { name: app.words.start.alt })).toBeVisible();
    await expect(viewer).toContainText(/strength 0\.00/);
  });
}

test('a start picture travels in a ZIP with what was painted from it, and in no link', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await enter(app);
  await chooseStart(app, HOUSE);
  await app.chooseSide(256);
  await strengthOf(app).fill('0.2');
  await app.paint('a house in the snow', 120_000);
  await page.getByRole('button', { name: app.words.share.copyLink }).click();
  await expect(page.getByText(app.words.start.linkNeeds, { exact: true })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('strength=0.2');

  await page.getByRole('link', { name: app.words.nav.pictures }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: app.words.gallery.exportAll }).click(),
  ]);
  const zip = test.info().outputPath('pictures.zip');
  await download.saveAs(zip);

  // Another device: nothing of it is here.
  await page.evaluate(async () => {
    sessionStorage.clear();
    localStorage.clear();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('wuerstchen.pictures').onsuccess = resolve;
    });
  });
  await page.reload();
  await expect(page.getByRole('button', { name: /^Open: / })).toHaveCount(0);
  await page.locator('input[type=file][multiple]').setInputFiles(zip);
  await page.getByRole('button', { name: 'Open: a house in the snow' }).click();
  const viewer = page.getByRole('dialog', { name: app.words.viewer.label });
  await expect(viewer.getByRole('img', { name: app.words.start.alt })).toBeVisible();
});

test('one press orders four variations of a picture', async ({ app, page }) => {
  await enter(app);
  await app.chooseSide(256);
  await app.paint('a red house', 120_000);
  await page.getByRole('button', { name: app.words.start.variations, exact: true }).click();
  await expect(app.waiting).toHaveCount(3);
  await expect(app.waiting.first()).toContainText(app.words.start.waiting('0.70'));
  const seeds = await app.waiting.allInnerTexts();
  expect(new Set(seeds).size).toBe(3);
  await app.stopAndClear();
});

test('a start picture is described, outlives a reload, and is removed by its button', async ({
  app,
  page,
}) => {
  await enter(app);
  await chooseStart(app, HOUSE);
  await page.getByRole('button', { name: app.words.describe.button, exact: true }).click();
  // A house in the snow on a sunny day, as in the picture.
  await expect(app.prompt).toHaveValue(/in the snow .*, in storybook style$/, { timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
  await strengthOf(app).fill('0.3');
  await page.reload();
  await app.modelIsOpen();
  await expect(strengthOf(app)).toHaveValue('0.3');
  await page.getByRole('button', { name: app.words.start.remove }).click();
  await expect(page.getByRole('button', { name: app.words.start.choose })).toBeFocused();
});

test('a picture without settings that is dropped is offered as start picture', async ({
  app,
  page,
}) => {
  await enter(app);
  await app.prompt.fill('mine');
  await page.evaluate(async () => {
    // As large as cameras make them: 50 megapixels.
    const canvas = new OffscreenCanvas(8700, 5800);
    canvas.getContext('2d')!.fillRect(0, 0, 4350, 5800);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg' });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([jpeg], 'me.jpg', { type: 'image/jpeg' }));
    const init = { bubbles: true, cancelable: true, dataTransfer };
    document.body.dispatchEvent(new DragEvent('drop', init));
  });
  await expect(page.getByText(app.words.start.offered('“me.jpg”')).last()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: app.words.start.offer }).click();
  await expect(page.getByRole('img', { name: app.words.start.alt })).toBeVisible();
  await expect(app.prompt).toHaveValue('mine');
  // No more of it is kept than anything is painted from.
  const kept = page.getByRole('img', { name: app.words.start.alt });
  const side = await kept.evaluate((image: HTMLImageElement) => image.naturalWidth);
  expect(side).toBe(2048);
  // Its shape: 3:2.
  await app.open(app.words.settings.summary);
  const typed = (name: string) => page.getByRole('textbox', { name }).inputValue().then(Number);
  const { width, height } = app.words.size;
  expect((await typed(width)) / (await typed(height))).toBeCloseTo(1.5);
});

test('what cannot be a start picture is answered, and of an animation the first frame is taken', async ({
  app,
  page,
}) => {
  await enter(app);
  const chooser = page.locator('input[type=file][accept="image/*"]').first();
  const give = (name: string, buffer: Buffer) =>
    chooser.setInputFiles({ name, mimeType: 'image/png', buffer });
  const { faults, firstFrame } = app.words.start;
  const png = Buffer.from(encode({ width: 2, height: 2, data: new Uint8Array(16).fill(200) }));
  // It says that it has 90,000 megapixels: nothing of it is decoded.
  const enormous = Buffer.from(png);
  enormous.writeUInt32BE(300_000, 16);
  enormous.writeUInt32BE(300_000, 20);
  for (const [name, buffer, fault] of [
    ['broken.jpg', Buffer.from('\xff\xd8\xff\xe0 and no more', 'latin1'), faults.unreadable],
    ['photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), faults.heic],
    ['enormous.png', enormous, faults['too-big']],
  ] as const) {
    await give(name, buffer);
    await expect(page.getByRole('alert').filter({ hasText: fault })).toBeVisible();
  }
  const frame = '\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0';
  const gif = `GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff${frame}${frame};`;
  await give('moving.gif', Buffer.from(gif, 'latin1'));
  await expect(page.getByText(firstFrame, { exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: app.words.start.alt })).toBeVisible();
});
