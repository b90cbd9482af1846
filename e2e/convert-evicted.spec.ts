import type { Page } from '@playwright/test';
import {
  CHECKPOINT_BYTES,
  PRIOR_SOURCE,
  conversionFiles,
  evict,
  expect,
  expectAsNode,
  exported,
  offered,
  pausedHalfway,
  ready,
  section,
  start,
  stored,
  test,
} from './convert-test.ts';

/** Some of what a conversion keeps is gone: the browser or a crash took it. What is left is used, the rest comes again. */

const SHARDS = 'conversions/*/shards';
const SOURCE = `conversions/*/${PRIOR_SOURCE}`;

for (const [what, paths] of [
  ['a shard, and a file that was fetched in part', [`${SHARDS}/prior-text-encoder.0`, SOURCE]],
  ['all shards with their folder, and a note', [`${SHARDS}/*`, SHARDS, `${SOURCE}.json`]],
] as const) {
  test(`during a pause: ${what}`, async ({ app, page, hub }) => {
    await pausedHalfway(app, hub);
    expect(await evict(page, ...paths)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Continue' }).click();
    await ready(page);
    await expectAsNode(page, 'q4');
  });
}

test('during a pause: an order that cannot be read takes what belongs to it with it', async ({
  app,
  page,
  hub,
}) => {
  await pausedHalfway(app, hub);
  await evict(page, 'conversions/*/order.json');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Get Würstchen v2' })).toBeVisible();
  // Files that go while they are listed are an error of the listing.
  await expect.poll(() => conversionFiles(page).catch(() => null)).toEqual({});
});

const model = (page: Page) => page.getByRole('listitem', { name: 'Würstchen v2' });

test('after the conversion: a shard and a graph, and only what they need is fetched', async ({
  app,
  page,
  hub,
}) => {
  await offered(app, hub);
  await start(page).click();
  await ready(page);
  const { data, graphs } = exported('q4').networks['prior-step'];
  const gone = [data[0]!, graphs[0]!].map(({ sha256 }) => `files/${sha256}`);
  expect(await evict(page, ...gone)).toBe(2);
  await page.reload();
  await expect(model(page)).toContainText('incomplete');
  const before = hub.asked.length;
  await model(page).getByRole('button', { name: 'Repair' }).click();
  await ready(page);
  await expectAsNode(page, 'q4');
  await expect(model(page)).not.toContainText('incomplete');
  // Weights are read in pieces: nothing is downloaded whole.
  const weights = hub.asked.slice(before).filter(({ path }) => path.endsWith('.safetensors'));
  expect(weights.length).toBeGreaterThan(0);
  expect(weights.filter(({ range }) => !/^bytes=\d+-\d+$/.test(range ?? ''))).toEqual([]);
});

test('after the conversion: everything, and it can still be paused', async ({ app, page, hub }) => {
  await offered(app, hub);
  await start(page).click();
  await ready(page);
  await evict(page, 'files/*');
  await page.reload();
  hub.bytesPerSecond = 120_000;
  await model(page).getByRole('button', { name: 'Repair' }).click();
  // More than may still be on the line when it is paused.
  await expect(section(page)).toContainText(/Downloaded ([1-9]\d\d kB|[\d.]+ MB)/);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(section(page).getByRole('progressbar')).toBeHidden();
  hub.bytesPerSecond = null;
  hub.downloadedBytes = 0;
  await model(page).getByRole('button', { name: 'Repair' }).click();
  await ready(page);
  await expectAsNode(page, 'q4');
  expect(hub.downloadedBytes).toBeLessThan(CHECKPOINT_BYTES);
});

test('a model that is deleted takes its order with it', async ({ app, page, hub }) => {
  await offered(app, hub);
  await start(page).click();
  await ready(page);
  expect(Object.keys(await conversionFiles(page)).sort()).toEqual(['journal.json', 'order.json']);
  await model(page).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await expect(model(page)).toBeHidden();
  expect(await conversionFiles(page)).toEqual({});
  expect((await stored(page)).hashes).toEqual({});
});
