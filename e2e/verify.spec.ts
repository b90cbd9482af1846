import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { english } from '../src/app/i18n/en.ts';
import { SafetensorsFile } from '../models/node/safetensors.ts';
import { card, install, isInstalled, lookAt, test as base } from './model-server.ts';
import { expect } from './test.ts';

/** An installed model against what PyTorch computed from its checkpoint. */

const FOLDER = '.cache/e2e/records';
/** `python models/reference/record.py` on the checkpoint of the micro package. */
const RECORD = 'models/reference/golden/record.safetensors';
/** Loading the runtime and eight cases on a busy machine. */
const COMPARED_MS = 90_000;
const words = english.comparison;

const test = base.extend<{ record: string; falsified: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from here.
  record: async ({}, use) => {
    await use(write('record.safetensors', readFileSync(RECORD)));
  },
  /** Every float of one output of Stage C is 1 % larger, so what the model gives is 0.01 / 1.01 off. */
  falsified: async ({ record }, use) => {
    const bytes = readFileSync(record);
    const file = new SafetensorsFile(record);
    const { start, end } = file.tensors.get('prior/late.eps')!;
    file.close();
    for (let at = start; at < end; at += 4) bytes.writeFloatLE(bytes.readFloatLE(at) * 1.01, at);
    await use(write('falsified.safetensors', bytes));
  },
});

function write(name: string, bytes: Uint8Array): string {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}`, bytes);
  return `${FOLDER}/${name}`;
}

const section = (page: Page) => card(page).getByRole('region', { name: words.label });

test.beforeEach(async ({ app, page, server }) => {
  await app.enter({ provider: 'wasm' });
  await page.getByRole('link', { name: english.nav.models, exact: true }).click();
  await lookAt(page, server.url);
  await install(page);
  await isInstalled(page);
  await card(page).getByText(english.models.details).click();
});

test('a model that computes what PyTorch does matches; where it does not, the report says', async ({
  page,
  context,
  record,
  falsified,
}) => {
  const choose = section(page).getByLabel(words.choose).last();
  await choose.setInputFiles(record);
  await expect(section(page)).toContainText(words.matches(5, 5, true), { timeout: COMPARED_MS });
  await section(page).getByText(words.table.summary).click();
  const rows = section(page).getByRole('row');
  await expect(rows.filter({ hasText: words.table.passed })).toHaveCount(8);
  await expect(rows.filter({ hasText: words.table.notJudged })).toHaveCount(2);

  await choose.setInputFiles(falsified);
  await expect(section(page)).toContainText(words.differs(words.networks.prior), {
    timeout: COMPARED_MS,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await section(page).getByRole('button', { name: words.copy }).click();
  await expect(section(page)).toContainText(english.failure.copied);
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^Micro \(micro\), f32\nReference: falsified\.safetensors, \d+ bytes\n/);
  expect(report).toMatch(/Ran on wasm, \d+ threads, onnxruntime-web/);
  const failed = report.split('\n').filter((line) => / FAILED$/.test(line));
  expect(failed).toEqual([expect.stringMatching(/^prior\/late\.eps, fused +9\.9e-3/)]);
  expect(report).toMatch(/\nFAILED: relative error up to 0\.0001/);
});

test('a file is dropped on the card; another one is refused in words; Stop stops', async ({
  page,
  record,
}) => {
  await drop(page, 'notes.safetensors', Buffer.from('These are notes and no tensors at all.'));
  await expect(section(page).getByRole('alert')).toContainText(words.faults['not-a-record'].title);
  await drop(page, 'record.safetensors', readFileSync(record));
  await section(page).getByRole('button', { name: words.stop }).click();
  await expect(section(page).getByText(words.choose)).toBeEnabled();
  await expect(section(page).getByRole('progressbar')).toBeHidden();
  await expect(section(page)).not.toContainText(words.table.summary);
});

/** What the browser makes of a person's hand. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await section(page).evaluate(
    (target, [name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], name));
      const init = { bubbles: true, cancelable: true, dataTransfer: data };
      target.dispatchEvent(new DragEvent('dragover', init));
      target.dispatchEvent(new DragEvent('drop', init));
    },
    [name, [...bytes]] as const,
  );
}
