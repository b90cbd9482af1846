import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

const LINK = '#v=1&prompt=a+red+house,+by+night&negative=fog&seed=42&size=256x512&steps=2';

/** Opens a link as from a chat: a new page, or another hash on the same one. */
async function follow(page: Page, hash: string): Promise<void> {
  await page.goto(`./?model=test-models/micro/&provider=wasm${hash}`);
}

test('a link fills the form, says so, and paints nothing by itself', async ({ app, page }) => {
  await follow(page, LINK);
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toContainText('Filled in from a link. Press Generate to paint it.');
  await expect(app.spoken).toContainText('Filled in from a link.');
  await expect(app.prompt).toHaveValue('a red house, by night');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('42');
  await expect(page.getByRole('textbox', { name: 'Negative prompt' })).toHaveValue('fog');
  await expect(page.getByRole('textbox', { name: 'Height' })).toHaveValue('512');
  await expect(app.stop).toBeHidden();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  await expect(app.generate).toBeFocused();
});

test('where the picture will appear, a link is explained and painted with one press', async ({
  app,
  page,
}) => {
  await follow(page, LINK);
  const frame = page.getByRole('region', { name: 'Picture', exact: true });
  await expect(frame).toContainText('Someone shared a picture with you');
  await expect(frame).toContainText('“a red house, by night”');
  await expect(app.samples).toHaveCount(0);
  await app.modelIsOpen();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(frame).toContainText('Your picture will appear here');
  await page.getByRole('button', { name: 'Fill in again' }).click();
  await frame.getByRole('button', { name: 'Generate' }).click();
  await expect(app.picture).toHaveAttribute('alt', 'a red house, by night', {
    timeout: 60_000,
  });
  const { width, height } = await app.look();
  expect([width, height]).toEqual([256, 512]);
});

test('what is typed after a link survives a reload, and so does Undo', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.prompt.fill('my own words');
  await page.evaluate((hash) => (location.hash = hash), LINK);
  await expect(app.prompt).toHaveValue('a red house, by night');
  await app.prompt.fill('a red house, by day');
  await page.reload();
  await expect(app.prompt).toHaveValue('a red house, by day');
  expect(new URL(page.url()).hash).toBe(LINK);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.prompt).toHaveValue('my own words');
  await page.getByRole('button', { name: 'Fill in again' }).click();
  await expect(app.prompt).toHaveValue('a red house, by day');
});

test('pages and links share the address without quarrel', async ({ app, page }) => {
  await follow(page, LINK);
  await app.prompt.fill('changed');
  await page.getByRole('link', { name: 'Pictures' }).click();
  await expect(app.prompt).toBeHidden();
  await page.goBack();
  await expect(app.prompt).toHaveValue('changed');
  await page.getByRole('link', { name: 'Device' }).click();
  await page.evaluate(() => (location.hash = '#v=1&prompt=from+a+page&seed=1'));
  await expect(app.prompt).toHaveValue('from a page');
});

test('a damaged link fills what it can and lists the rest', async ({ app, page }) => {
  await follow(page, '#v=2&prompt=kept&seed=lucky&solver=euler&size=500x256&steps=900&model=big');
  await app.modelIsOpen();
  await expect(app.prompt).toHaveValue('kept');
  const remarks = page.getByRole('group', { name: 'Imported settings' }).getByRole('listitem');
  await expect(remarks).toHaveText([
    /newer version \(2\)/,
    /seed: “lucky” was left out/,
    /solver: “euler” was left out/,
    /model “big”\. “Micro” is open here/,
    /can’t paint 500 × 256/,
    /900 steps is more/,
  ]);
});

test('a link without settings changes nothing', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.prompt.fill('mine');
  await page.evaluate(() => (location.hash = '#v=1&seed=x'));
  await expect(
    page.getByRole('alert').filter({ hasText: 'has no settings that can be read' }),
  ).toBeVisible();
  await expect(app.prompt).toHaveValue('mine');
});

test('a copied link paints the same picture for somebody else', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.keepSeed('7');
  await app.paint('a house & a 100% “blue” sky, שלום');
  const pixels = await app.pixels();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  await expect(app.spoken).toHaveText('Link copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).hash).toMatch(
    /^#v=1&prompt=a\+house\+%26\+a\+100%25\+.*&seed=7&model=micro$/,
  );

  await app.prompt.fill('something else');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(app.prompt).toHaveValue('a house & a 100% “blue” sky, שלום');
  await app.paint('a house & a 100% “blue” sky, שלום');
  expect(await app.pixels()).toEqual(pixels);
});

test('the picture itself goes to the clipboard', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.paint('a house');
  await page.getByRole('button', { name: 'Copy picture' }).click();
  await expect(page.getByRole('button', { name: 'Picture copied' })).toBeVisible();
  const { width, intact } = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width } = await createImageBitmap(await item!.getType('image/png'));
    return { width, intact: await (await item!.getType('web image/png')).text() };
  });
  expect(width).toBe((await app.look()).width);
  expect(intact).toContain('parameters\0a house\nSteps: 3, Sampler: DDPM');
});

test('where the browser refuses the clipboard, link and picture are there to be copied', async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refuse, write: refuse } });
  });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.paint('a house');
  await page.getByRole('button', { name: 'Copy link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy the link' });
  const field = dialog.getByRole('textbox', { name: 'Link' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(/#v=1&prompt=a\+house&seed=\d+&model=micro$/);
  const [from, to] = await field.evaluate((input: HTMLInputElement) => [
    input.selectionStart,
    input.selectionEnd,
  ]);
  expect([from, to]).toEqual([0, (await field.inputValue()).length]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeFocused();
  await page.getByRole('button', { name: 'Copy picture' }).click();
  await expect(
    page.getByRole('dialog', { name: 'Copy the picture' }).getByRole('img', { name: 'a house' }),
  ).toBeVisible();
});

test('Share hands file and link to the device, where it takes both', async ({ app, page }) => {
  await page.addInitScript(() => {
    Object.assign(navigator, {
      canShare: (data: ShareData) => data.files?.length === 1 && data.url !== undefined,
      share: (data: ShareData) => {
        const [file] = data.files!;
        Object.assign(window, { shared: `${file!.name} ${file!.type} ${data.url}` });
        return Promise.resolve();
      },
    });
  });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.keepSeed('3');
  await app.paint('a house');
  await page.getByRole('button', { name: 'Share…' }).click();
  const shared = await page.evaluate(() => String((window as { shared?: string }).shared));
  expect(shared).toMatch(/^a-house-3\.png image\/png http.*#v=1&prompt=a\+house&seed=3/);
});
