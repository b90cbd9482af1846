import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { crc32 } from '../src/share/crc32.ts';
import { withPngText } from '../src/share/png.ts';
import { jpeg, tiff } from '../src/share/testing/exif-file.ts';
import { countStored } from './seed-pictures.ts';
import { expect, test } from './test.ts';

const plain = Uint8Array.from(encode({ width: 2, height: 2, data: new Uint8Array(16) }));
const theirs = withPngText(
  plain,
  'parameters',
  'a cat on a roof ☂\nNegative prompt: rain\n' +
    'Steps: 2, Sampler: Euler a, CFG scale: 7, Seed: 99, Size: 256x256, Model: v1-5-pruned',
);

/** Puts a chunk behind IHDR, as other programs write theirs. */
function withChunk(png: Uint8Array, type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  const afterHeader = 8 + 25;
  const [head, rest] = [png.subarray(0, afterHeader), png.subarray(afterHeader)];
  return Buffer.concat([head, length, body, checksum, rest]);
}

/** What AUTOMATIC1111 1.10 writes, line by line. */
const A1111 =
  'a (red house:1.2) by the sea, masterpiece\nNegative prompt: fog, (rain:1.3)\nSteps: 4, ' +
  'Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 3141592653, Size: 512x256, ' +
  'Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, Lora hashes: "a: 1f, b: 2e", Version: v1.10.1';
/** Fooocus' JSON, as its JPEG files have it. */
const FOOOCUS = Buffer.from(
  'ASCII\0\0\0{"prompt":"a red house","resolution":"(896, 1152)","seed":"9007199254740993",' +
    '"sampler":"euler","loras":[["ink",0.5]]}',
);
const keyword = Buffer.from('parameters\0', 'latin1');

/** Holds a file over the page, or drops or pastes it: what the browser makes of a person's hand. */
async function handOver(
  page: Page,
  event: 'dragover' | 'drop' | 'paste',
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  await page.evaluate(
    ([event, name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
      const init = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent(event, { ...init, clipboardData: data })
          : new DragEvent(event, { ...init, dataTransfer: data }),
      );
    },
    [event, name, [...bytes]] as const,
  );
}

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

test('a downloaded picture brings its settings back', async ({ app, page }) => {
  await app.keepSeed('11');
  await app.paint('a house, “quoted”: yes\nNegative prompt: no');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download PNG' }).click(),
  ]);
  const bytes = await readFile(await download.path());
  await app.prompt.fill('mine');
  await app.keepSeed('1');
  await handOver(page, 'drop', 'house.png', bytes);
  await expect(app.prompt).toHaveValue('a house, “quoted”: yes\nNegative prompt: no');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('11');
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toContainText('Filled in from “house.png”.');
  await expect(notice.getByRole('listitem')).toHaveCount(0);
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect(app.prompt).toHaveValue('mine');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('1');
});

test('while a file is held over the page, the page says what dropping does', async ({ page }) => {
  const cover = page.getByText('Drop the picture here');
  await expect(cover).toBeHidden();
  await handOver(page, 'dragover', 'x.png', plain);
  await expect(cover).toBeVisible();
  await handOver(page, 'drop', 'x.png', plain);
  await expect(cover).toBeHidden();
});

test('a pasted picture of another program: what we cannot do is said', async ({ app, page }) => {
  await handOver(page, 'paste', 'image.png', theirs);
  await expect(app.prompt).toHaveValue('a cat on a roof ☂');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('99');
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toContainText('Filled in from the pasted picture.');
  await expect(notice.getByRole('listitem')).toHaveText([
    /Sampler: “Euler a” was left out/,
    /“v1-5-pruned”\. “Micro” is open here/,
  ]);
});

test('AUTOMATIC1111’s settings are taken from every kind of text chunk', async ({ app, page }) => {
  await app.open('Advanced');
  const prior = page.getByRole('group', { name: 'Stage C (composition)' });
  const latin1 = Buffer.from(A1111, 'latin1');
  for (const [type, data] of [
    ['tEXt', Buffer.concat([keyword, latin1])],
    ['zTXt', Buffer.concat([keyword, Buffer.of(0), deflateSync(latin1)])],
    ['iTXt', Buffer.concat([keyword, Buffer.alloc(4), Buffer.from(A1111)])],
    ['iTXt', Buffer.concat([keyword, Buffer.of(1, 0, 0, 0), deflateSync(Buffer.from(A1111))])],
  ] as const) {
    await app.prompt.fill('mine');
    await app.keepSeed('1');
    await handOver(page, 'drop', 'theirs.png', withChunk(plain, type, data));
    await expect(app.prompt).toHaveValue('a (red house:1.2) by the sea, masterpiece');
    await expect(page.getByRole('textbox', { name: 'Negative prompt' })).toHaveValue(
      'fog, (rain:1.3)',
    );
    await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('3141592653');
    await expect(page.getByRole('textbox', { name: 'Width' })).toHaveValue('512');
    await expect(page.getByRole('textbox', { name: 'Height' })).toHaveValue('256');
    await expect(prior.getByRole('slider', { name: 'Steps' })).toHaveValue('4');
    await expect(prior.getByRole('slider', { name: 'Guidance' })).toHaveValue('7');
    await expect(prior.getByRole('combobox', { name: 'Solver' })).toHaveValue('dpm++2m');
    await expect(
      page.getByRole('group', { name: 'Imported settings' }).getByRole('listitem'),
    ).toHaveText([/“v1-5-pruned-emaonly”\. “Micro” is open here/]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  }
  await expect(app.stop).toBeHidden();
});

test('a file can be chosen by a button, the same one twice', async ({ app, page }) => {
  for (let round = 0; round < 2; round++) {
    await app.prompt.fill('mine');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Settings from a picture' }).click(),
    ]);
    await chooser.setFiles({ name: 'c.png', mimeType: 'image/png', buffer: Buffer.from(theirs) });
    await expect(app.prompt).toHaveValue('a cat on a roof ☂');
  }
});

for (const [what, name, bytes, words] of [
  ['a PNG without settings', 'plain.png', plain, '“plain.png” holds no settings'],
  ['half a PNG', 'half.png', theirs.slice(0, 60), '“half.png” is incomplete'],
  ['a damaged PNG', 'bad.png', theirs.map((byte, i) => (i === 70 ? 0 : byte)), 'is damaged'],
  ['another file', 'song.mp3', Uint8Array.of(1, 2), '“song.mp3” isn’t a PNG file'],
] as const) {
  test(`${what} gets a clear sentence and changes nothing`, async ({ app, page }) => {
    await app.prompt.fill('mine');
    await handOver(page, 'drop', name, bytes);
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing was changed.' });
    await expect(alert).toContainText(words);
    await expect(app.prompt).toHaveValue('mine');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(alert).toBeHidden();
  });
}

test('a picture dropped on another page leads to the form', async ({ app, page }) => {
  await page.getByRole('link', { name: 'Device' }).click();
  await handOver(page, 'drop', 'x.png', plain);
  await expect(page.getByRole('alert').filter({ hasText: 'holds no settings' })).toBeVisible();
  await handOver(page, 'drop', 'c.png', theirs);
  await expect(app.prompt).toHaveValue('a cat on a roof ☂');
  // What reads JPEG files is loaded for the first one.
  await handOver(page, 'drop', 'fooocus.jpg', jpeg(tiff({ userComment: FOOOCUS }, true)));
  await expect(app.prompt).toHaveValue('a red house');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('9007199254740993');
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toContainText('Filled in from “fooocus.jpg”, made with Fooocus.');
  await expect(notice.getByRole('listitem')).toHaveText([
    /sampler: “euler” was left out/,
    'LoRA: “ink” was left out. This app has nothing like it.',
    /can’t paint 896 × 1152 pixels/,
  ]);
});

test('on Pictures, what is dropped is imported: a ZIP, and a PNG', async ({ app, page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.reload();
  await app.paint('a house');
  const png = Buffer.from(await app.file(), 'base64');
  await page.getByRole('link', { name: 'Pictures', exact: true }).click();
  const tile = page.getByRole('button', { name: 'Open: a house' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all as ZIP' }).click(),
  ]);
  const zip = await readFile(await download.path());
  for (const [name, bytes] of [
    ['pictures.zip', zip],
    ['house.png', png],
  ] as const) {
    await tile.focus();
    await page.keyboard.press('Delete');
    await expect(tile).toBeHidden();
    const undo = page.getByRole('button', { name: 'Undo', exact: true }).locator('..');
    await undo.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.poll(async () => (await countStored(page)).records).toBe(0);
    await handOver(page, 'dragover', name, bytes);
    await expect(page.getByText('Drop pictures here')).toBeVisible();
    await handOver(page, 'drop', name, bytes);
    await expect(tile).toBeVisible();
  }
  await handOver(page, 'paste', 'house.png', png);
  await expect(page.getByText('0 added, 1 already here.').first()).toBeVisible();
});

test('settings are pasted as text, too: a link, and what other programs write', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const paste = async (text: string) => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await page.keyboard.press('ControlOrMeta+v');
  };
  await app.prompt.fill('mine');
  await app.prompt.focus();
  await paste(A1111);
  await expect(app.prompt).toHaveValue('a (red house:1.2) by the sea, masterpiece');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('3141592653');
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toContainText('Filled in from the pasted text.');
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect(app.prompt).toHaveValue('mine');
  await page.getByRole('link', { name: 'Device' }).click();
  await paste(`${page.url().split('#')[0]}#v=1&prompt=a+boat&seed=5`);
  await expect(app.prompt).toHaveValue('a boat');
});

test('the notice goes once what it filled in is painted', async ({ app, page }) => {
  await app.prompt.fill('mine');
  await handOver(page, 'drop', 'c.png', theirs);
  const notice = page.getByRole('group', { name: 'Imported settings' });
  await expect(notice).toBeVisible();
  await app.generate.click();
  await expect(notice).toBeHidden();
  await app.stop.click();
});

test('text pasted into a field stays text', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.prompt.fill('');
  await page.evaluate(() => navigator.clipboard.writeText('a house'));
  await app.prompt.focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(app.prompt).toHaveValue('a house');
  await expect(page.getByRole('group', { name: 'Imported settings' })).toBeHidden();
});
