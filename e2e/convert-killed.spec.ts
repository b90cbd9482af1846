import type { BrowserContext } from '@playwright/test';
import {
  PRIOR_SOURCE,
  conversionFiles,
  expect,
  expectAsNode,
  isHalfway,
  look,
  ready,
  section,
  start,
  stored,
  test,
} from './convert-test.ts';
import { openHubServer, COMMIT, type HubServer } from './hub-server.ts';
import { openOwnBrowser } from './own-browser.ts';
import { wideCheckpoint } from './wide-checkpoint.ts';

/**
 * The lid is closed in the middle, or the browser is killed: it goes on from the last finished shard and the last byte.
 */

// Playwright records every browser that it starts, and fails where one ends in the middle of that.
test.use({ trace: 'off', screenshot: 'off' });

async function openModels(context: BrowserContext, baseURL: string | undefined) {
  const page = context.pages()[0]!;
  // The browser brings such notes to its disk some seconds later: whether it has one is chance.
  await page.addInitScript(() => localStorage.removeItem('wuerstchen.converting'));
  await page.goto(new URL('./?provider=wasm#models', baseURL).href);
  return page;
}

/** When each finished shard was last written, by its SHA-256. */
function shardTimes(page: Awaited<ReturnType<typeof openModels>>) {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const times: Record<string, number> = {};
    for await (const [, conversion] of (await store.getDirectoryHandle('conversions')).entries()) {
      const folder = conversion as FileSystemDirectoryHandle;
      const note = await (await folder.getFileHandle('journal.json')).getFile();
      const { shards } = JSON.parse(await note.text()) as {
        shards: { weights: string; index: number; sha256: string }[];
      };
      const files = await folder.getDirectoryHandle('shards');
      for (const { weights, index, sha256 } of shards) {
        times[sha256] = (
          await (await files.getFileHandle(`${weights}.${index}`)).getFile()
        ).lastModified;
      }
    }
    return times;
  });
}

/** The same, of all that lies in the store. */
function storedTimes(page: Awaited<ReturnType<typeof openModels>>) {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const times: Record<string, number> = {};
    for await (const [name, file] of (await store.getDirectoryHandle('files')).entries()) {
      times[name] = (await (file as FileSystemFileHandle).getFile()).lastModified;
    }
    return times;
  });
}

/** Of downloads: where each began. */
const beginnings = (hub: HubServer, path: string, since: number) =>
  hub.asked
    .slice(since)
    .filter((each) => each.path.endsWith(`/resolve/${COMMIT}/${path}`))
    .flatMap(({ range }) => /^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? [])
    .map(Number);

/** Longer than connections live and signed addresses are good for, here. */
const ASLEEP_MS = 3000;

test('in the middle of a download, after a lid was closed', async ({ hub, baseURL }, testInfo) => {
  const profile = testInfo.outputPath('profile');
  hub.bytesPerSecond = 100_000;
  let here: number;
  const first = await openOwnBrowser(profile);
  try {
    const page = await openModels(first.context, baseURL);
    await look(page, hub);
    await start(page).click();
    await isHalfway(page);
    const before = (await conversionFiles(page))[PRIOR_SOURCE]!;
    await first.sleep(async () => {
      hub.isDown = true;
      hub.signedForMs = ASLEEP_MS / 2;
      await new Promise((resolve) => setTimeout(resolve, ASLEEP_MS));
      hub.isDown = false;
    });
    // Nobody presses anything.
    const arrived = async () => (await conversionFiles(page))[PRIOR_SOURCE] ?? 0;
    await expect.poll(arrived).toBeGreaterThan(before + 50_000);
    here = await arrived();
    const [, again] = beginnings(hub, 'prior/diffusion_pytorch_model.safetensors', 0);
    expect(again).toBeGreaterThanOrEqual(before);
  } finally {
    await first.kill();
  }
  const before = hub.asked.length;
  hub.bytesPerSecond = null;
  const second = await openOwnBrowser(profile);
  try {
    const page = await openModels(second.context, baseURL);
    await expect(section(page)).toContainText('Not finished.');
    const finished = await shardTimes(page);
    expect(Object.keys(finished)).toHaveLength(2);
    await page.getByRole('button', { name: 'Continue' }).click();
    await ready(page);
    await expectAsNode(page, 'q4');
    expect(await storedTimes(page)).toMatchObject(finished);
    const [again] = beginnings(hub, 'prior/diffusion_pytorch_model.safetensors', before);
    expect(again).toBeGreaterThanOrEqual(here);
    // Text encoders are converted: their weights are not asked for again.
    expect(beginnings(hub, 'text_encoder/model.safetensors', before)).toEqual([]);
  } finally {
    await second.kill();
  }
});

/** For the conversion of a hundred megabytes on a busy machine. */
const PATIENCE_MS = 90_000;

test('in the middle of converting', async ({ baseURL }, testInfo) => {
  test.setTimeout(3 * PATIENCE_MS);
  const profile = testInfo.outputPath('profile');
  const { prior, decoder, manifest } = await wideCheckpoint();
  const { networks } = manifest;
  const hub = await openHubServer({ 'acme/wuerstchen-prior': prior, 'acme/wuerstchen': decoder });
  hub.pieceBytes = 2 ** 20;
  const first = await openOwnBrowser(profile);
  try {
    const page = await openModels(first.context, baseURL);
    await look(page, hub);
    await start(page).click();
    // A shard is written that is not in the journal: it is not finished.
    const written = async () => (await conversionFiles(page))['shards/prior-step.0'] ?? 0;
    await expect.poll(written, { intervals: [20], timeout: PATIENCE_MS }).toBeGreaterThan(1e6);
  } finally {
    await first.kill();
  }
  const second = await openOwnBrowser(profile);
  try {
    const page = await openModels(second.context, baseURL);
    await expect(section(page)).toContainText('Not finished.');
    const files = await conversionFiles(page);
    const finished = await shardTimes(page);
    // The one that was cut off is there, and not believed.
    expect(Object.keys(files)).toContain('shards/prior-step.0');
    expect(Object.keys(finished).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(finished)).not.toContain(networks['prior-step'].data[0]!.sha256);
    const before = hub.asked.length;
    await page.getByRole('button', { name: 'Continue' }).click();
    await ready(page, PATIENCE_MS);
    const { hashes } = await stored(page);
    for (const { data } of Object.values(networks)) {
      for (const { sha256 } of data) expect(hashes[sha256]).toBe(sha256);
    }
    expect(await storedTimes(page)).toMatchObject(finished);
    expect(beginnings(hub, 'text_encoder/model.safetensors', before)).toEqual([]);
  } finally {
    await second.kill();
    await hub.close();
  }
});
