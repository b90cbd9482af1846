import { readFileSync } from 'node:fs';
import type { Manifest } from '../src/package/manifest.ts';
import {
  CHECKPOINT,
  DECODER,
  ENCODER,
  PRIOR,
  expect,
  exported,
  exportedFolder,
  look,
  offered,
  openModels,
  pausedHalfway,
  ready,
  section,
  start,
  stored,
  storedFloats,
  test,
} from './convert-test.ts';
import { droppedFiles, dropFolder } from './dropped-folder.ts';
import { AppPage } from './pages/app-page.ts';
import { floatsIn, generated, psnr } from './node-picture.ts';

/** Checkpoints become models in the page, as `npm run models -- export` makes them. */

test('a checkpoint from the Hub becomes the model that Node makes of it, and paints', async ({
  app,
  page,
  hub,
}) => {
  await openModels(app);
  await look(page, hub, { 'Image encoder': ENCODER });
  const choice = page.getByRole('group', { name: 'Which version do you want to keep?' });
  await expect(choice.getByRole('radio')).toHaveCount(3);
  await expect(choice).toContainText('suggested for this device');
  expect(hub.asked.some(({ path }) => path.includes('.bin'))).toBe(false);
  const images = choice.getByRole('checkbox', { name: app.words.conversion.offer.images });
  await expect(images).toBeChecked();
  await expect(choice).toContainText(/downloads [\d.]+ \wB more · keeps [\d.]+ \wB more/);
  const asked = hub.sentBytes;
  await start(page).click();
  await ready(page);

  const { hashes, manifests, left } = await stored(page);
  const node = exported('q4', true);
  expect(manifests).toHaveLength(1);
  const [here] = manifests as Manifest[];
  expect(here!.networks).toEqual(node.networks);
  expect({ ...here, textEncoders: null }).toEqual({ ...node, textEncoders: null });
  for (const { graphs, data } of Object.values({
    ...node.networks,
    ...node.imageEncoders!.networks,
  })) {
    for (const { sha256 } of [...graphs, ...data]) expect(hashes[sha256]).toBe(sha256);
  }
  // Nothing but the order stays beside the package.
  expect(left).toBeLessThan(20_000);
  expect(hub.sentBytes - asked).toBeGreaterThan(1e6);
  expect(hub.asked.every(({ method }) => method === 'GET')).toBe(true);

  await page
    .getByRole('region', { name: 'Würstchen v2' })
    .getByRole('button', { name: 'Use this model' })
    .click();
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  await app.chooseSteps(2);
  await app.chooseSide(256);
  await app.paint('an astronaut riding a horse');
  await page.getByRole('button', { name: app.words.start.use, exact: true }).click();
  await expect(page.getByRole('img', { name: app.words.start.alt })).toBeVisible();
  await app.paint('a horse');
  const file = Buffer.from(await app.file(), 'base64').toString('latin1');
  expect(file).toContain('Denoising strength: 0.6');

  // The same composition in more pixels.
  await page.getByRole('button', { name: app.words.larger.larger('1.5'), exact: true }).click();
  await expect.poll(async () => (await app.look()).width, { timeout: 60_000 }).toBe(384);
  const larger = Buffer.from(await app.file(), 'base64').toString('latin1');
  expect(larger).toMatch(/Size: 256x256.*Denoising strength: 0\.6, Decoder scale: 1\.5/);
});

test('encodings of "" and a picture are what Node makes of them', async ({ app, page, hub }) => {
  await offered(app, hub);
  await start(page).click();
  await ready(page);
  const { manifests } = await stored(page);
  const { textEncoders } = (manifests as Manifest[])[0]!;
  const node = exported('q4');
  for (const stage of ['prior', 'decoder'] as const) {
    const { sha256 } = textEncoders[stage].empty;
    const here = await storedFloats(page, sha256);
    const there = floatsIn(
      readFileSync(`${exportedFolder('q4')}/${node.textEncoders[stage].empty.path}`),
    );
    expect(here.length).toBe(there.length);
    const errors = here.map((value, i) => Math.abs(value - there[i]!));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
    // Not of nothing.
    expect(Math.max(...here.map(Math.abs))).toBeGreaterThan(0.1);
  }

  const model = page.getByRole('listitem', { name: 'Würstchen v2' });
  await model.getByRole('button', { name: 'Make default' }).click();
  const settings = 'size=256x256&steps=3&schedule=uniform&bsteps=2';
  await page.goto(`./?provider=wasm#v=1&prompt=an+astronaut&seed=7&${settings}`);
  await page.reload();
  await app.modelIsOpen();
  await expect(app.prompt).toHaveValue('an astronaut');
  await app.generate.click();
  await expect(app.picture).toHaveAttribute('alt', 'an astronaut');
  const here = Buffer.from(await app.file(), 'base64');
  const there = generated('q4', [
    ...['--prompt', 'an astronaut', '--seed', '7', '--size', '256x256'],
    ...['--steps', '3', '--schedule', 'uniform', '--decoder-steps', '2'],
  ]);
  expect(psnr(here, there)).toBeGreaterThan(60);
});

test('a folder of this machine is converted without any network', async ({ app, page, hub }) => {
  await openModels(app);
  await page.getByLabel('Choose the folder that holds').setInputFiles(CHECKPOINT);
  await expect(section(page)).toContainText('Nothing is downloaded.');
  await page.getByRole('radio', { name: /Large/ }).check();
  // The folder has an encoder of pictures, too.
  await page.getByRole('checkbox', { name: app.words.conversion.offer.images }).uncheck();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await ready(page);
  const { manifests } = await stored(page);
  expect((manifests as Manifest[])[0]!.networks).toEqual(exported('f16').networks);
  expect(hub.asked).toEqual([]);
});

test('one tab converts, the other says so; what is deleted is gone', async ({ app, page, hub }) => {
  await offered(app, hub);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);

  const other = await page.context().newPage();
  await openModels(new AppPage(other));
  await expect(section(other)).toContainText('Another tab is doing this.');
  await other.close();

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel and delete' }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await expect(page.getByRole('button', { name: 'Get Würstchen v2' })).toBeVisible();
  await expect(section(page)).not.toContainText('Paused.');
  const { left } = await stored(page);
  expect(left).toBe(0);
});

test('what cannot be converted is refused, each in its own words', async ({ app, page, hub }) => {
  await openModels(app);
  const says = async (changes: Record<string, string>, text: string) => {
    await look(page, hub, changes);
    await expect(section(page)).toContainText(text);
    await page.reload();
  };
  await says({ Prior: 'nowhere' }, 'Expected a repository for the prior');
  await says({ Prior: 'acme/nothing' }, 'There is no public repository of this name.');
  hub.refusals.set(PRIOR, { status: 403, code: 'GatedRepo' });
  await says({}, 'This repository asks you to accept its terms.');
  hub.refusals.clear();
  await says({ Prior: DECODER, Decoder: PRIOR }, 'This is another model.');
  await says({ Prior: 'acme/binary' }, 'The weights are not in safetensors format.');
});

test.describe('once the page has tried what this CPU can do', () => {
  test.use({ savesData: false });

  test('how long it takes is told before: by the last download, and by this CPU', async ({
    app,
    page,
    hub,
  }) => {
    await pausedHalfway(app, hub);
    await look(page, hub);
    await expect(start(page)).toBeVisible();
    const { host } = new URL(hub.endpoint);
    await expect(section(page)).toContainText(`at the speed of your last download from ${host}.`);
    await expect(section(page)).toContainText(/expect about \d+ \w+ for a picture of 1024 × 1024/);
  });
});

test('a folder that is dropped is looked at', async ({ app, page, hub }) => {
  await openModels(app);
  await section(page)
    .getByText('The full model')
    .evaluate(dropFolder, await droppedFiles(CHECKPOINT));
  await expect(section(page)).toContainText('Nothing is downloaded.');
  expect(hub.asked).toEqual([]);
});
