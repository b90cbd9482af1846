import type { Manifest } from '../src/package/manifest.ts';
import {
  CHECKPOINT,
  CHECKPOINT_BYTES,
  DECODER,
  PRIOR,
  WEIGHTS,
  conversionFiles,
  expect,
  expectAsNode,
  exported,
  look,
  offered,
  openModels,
  pausedHalfway,
  ready,
  section,
  start,
  stored,
  test,
} from './convert-test.ts';
import { COMMIT, type HubServer } from './hub-server.ts';

/** What goes wrong while a checkpoint is converted, or after: nothing that is done is lost. */

test('it goes on after a pause, a reload and lost connections, and fetches no byte twice', async ({
  app,
  page,
  hub,
}) => {
  await offered(app, hub);
  // A header is read in one piece; the file that follows breaks off three times.
  for (const path of WEIGHTS) hub.cuts.set(path, [100_000, 70_000, 50_000]);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(section(page)).toContainText('Paused.');
  await page.reload();
  await expect(section(page)).toContainText('Paused.');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);

  // Whoever has paused nothing finds it going on.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  hub.bytesPerSecond = null;
  await ready(page);
  const { manifests, left } = await stored(page);
  expect((manifests as Manifest[])[0]!.networks).toEqual(exported('q4').networks);
  expect(left).toBeLessThan(20_000);
  for (const path of WEIGHTS) {
    const starts = hub.asked
      .filter((each) => each.path.endsWith(`/resolve/${COMMIT}/${path}`))
      .flatMap(({ range }) => /^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? []);
    expect(starts.length).toBeGreaterThan(1);
    expect(starts.map(Number)).toEqual(starts.map(Number).sort((a, b) => a - b));
    expect(Number(starts.at(-1))).toBeGreaterThan(0);
  }
  // What was on the line when it broke comes again, and no more.
  expect(hub.downloadedBytes).toBeLessThan(1.5 * CHECKPOINT_BYTES);
});

test('without a network it waits, and goes on when it is back', async ({ app, page, hub }) => {
  await offered(app, hub);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);
  hub.isDown = true;
  await expect(section(page)).toContainText('trying again');
  hub.isDown = false;
  hub.bytesPerSecond = null;
  await ready(page);
});

test('a full disk is said in words, and nothing is lost', async ({ app, page, hub }) => {
  await offered(app, hub);
  const { origin } = new URL(page.url());
  const client = await page.context().newCDPSession(page);
  const { usage } = await client.send('Storage.getUsageAndQuota', { origin });
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 900_000 });
  await start(page).click();
  await expect(section(page)).toContainText('There is not enough free space.');
  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'Continue' }).click();
  await ready(page);
});

test('a damaged shard is made anew from the bytes that it needs', async ({ app, page, hub }) => {
  await openModels(app);
  await look(page, hub);
  await start(page).click();
  await ready(page);
  const [damaged] = exported('q4').networks['prior-step'].data;
  await page.evaluate(async (sha256) => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const file = await (await store.getDirectoryHandle('files')).getFileHandle(sha256);
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: 100, data: new Uint8Array([1, 2, 3]) });
    await writable.close();
  }, damaged!.sha256);
  const model = page.getByRole('listitem', { name: 'Würstchen v2' });
  await model.getByRole('button', { name: 'Verify' }).click();
  await expect(model).toContainText('Some files are damaged');
  const before = hub.sentBytes;
  await model.getByRole('button', { name: 'Repair' }).click();
  await expect(model).not.toContainText('Some files are damaged');
  await ready(page);
  const { hashes } = await stored(page);
  expect(hashes[damaged!.sha256]).toBe(damaged!.sha256);
  // The prior is one of five files.
  expect(hub.sentBytes - before).toBeLessThan(0.7 * CHECKPOINT_BYTES);
});

test('a pause in the first moment leaves something to continue', async ({ app, page, hub }) => {
  await offered(app, hub);
  // Tokenizers come before the plan.
  hub.bytesPerSecond = 2000;
  await start(page).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(section(page)).toContainText('Paused. 0 B of');
  hub.bytesPerSecond = null;
  await page.getByRole('button', { name: 'Continue' }).click();
  await ready(page);
});

const NEXT = 'decade00'.repeat(5);

/** The branches lead to something else, with which nothing could go on. */
async function publishOthers(hub: HubServer): Promise<void> {
  await hub.publish(PRIOR, NEXT, `${CHECKPOINT}/decoder`);
  await hub.publish(DECODER, NEXT, `${CHECKPOINT}/prior`);
}

test('what it began with is asked for by its commit, whatever the branch has now', async ({
  app,
  page,
  hub,
}) => {
  await pausedHalfway(app, hub);
  await publishOthers(hub);
  await page.reload();
  const before = hub.asked.length;
  await page.getByRole('button', { name: 'Continue' }).click();
  await ready(page);
  await expectAsNode(page, 'q4');
  const again = hub.asked.slice(before).map(({ path }) => path);
  const named = again.filter((path) => /\/(resolve|tree|revision)\//.test(path));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !path.includes(COMMIT))).toEqual([]);
});

for (const [when, reloads] of [
  ['after a reload', true],
  ['in the same visit', false],
] as const) {
  test(`where the server has lost the version, there is one thing to do: ${when}`, async ({
    app,
    page,
    hub,
  }) => {
    await pausedHalfway(app, hub);
    for (const name of [PRIOR, DECODER]) {
      const own = name === PRIOR ? 'prior' : 'decoder';
      await hub.publish(name, NEXT, `${CHECKPOINT}/${own}`);
      hub.forget(name, COMMIT);
    }
    if (reloads) await page.reload();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(section(page)).toContainText('The server no longer has the version');
    for (const name of ['Continue', 'Get Würstchen v2']) {
      await expect(page.getByRole('button', { name })).toBeHidden();
    }
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(start(page)).toBeVisible();
    expect(await conversionFiles(page)).toEqual({});
    await start(page).click();
    await ready(page);
    await expectAsNode(page, 'q4');
  });
}
