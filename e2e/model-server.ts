import { expect, type Page } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFaultServer, type FaultServer } from '../src/package/testing/fault-server.ts';
import { MICRO_FOLDER } from './micro-package.ts';
import { test as base } from './test.ts';

/** The micro package on a server of another origin, which fails as it is told. */
export const test = base.extend<{ server: FaultServer; alsoAllowed: string[] }>({
  /** Origins besides the page's and the server's. */
  alsoAllowed: [[], { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from here.
  server: async ({}, use) => {
    const names = await readdir(MICRO_FOLDER);
    const files = await Promise.all(
      names.map(async (name): Promise<[string, Buffer]> => [
        name,
        await readFile(join(MICRO_FOLDER, name)),
      ]),
    );
    const server = await openFaultServer(new Map(files));
    await use(server);
    await server.close();
  },
  origins: async ({ server, alsoAllowed }, use) =>
    use([new URL(server.url).origin, ...alsoAllowed]),
});

export const card = (page: Page) => page.getByRole('listitem', { name: 'Micro' });

export async function lookAt(page: Page, address: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(address);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

export async function install(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Install \(/ }).click();
}

export const isInstalled = (page: Page) =>
  expect(card(page).getByRole('button', { name: 'Use this model' })).toBeVisible();
