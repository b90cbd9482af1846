import { test as base, expect, type Page } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { AppPage } from './pages/app-page.ts';
import { MICRO_FOLDER } from './micro-package.ts';
import { openStaticSite, type StaticSite } from './static-site.ts';

/** The app on a host that sends no headers, under a path, with the micro package as built-in model. */
export const test = base.extend<{ site: StaticSite; app: AppPage }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from here.
  site: async ({}, use) => {
    const site = await openStaticSite();
    await use(site);
    await site.close();
  },
  baseURL: async ({ site }, use) => use(site.url),
  app: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await use(new AppPage(page));
    expect(errors).toEqual([]);
  },
});

export const PAINTING_MS = 120_000;

export const isolated = (page: Page) =>
  expect
    // The reload in between destroys what is being evaluated.
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => null), { timeout: 60_000 })
    .toBe(true);

export const governed = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), {
      timeout: 60_000,
    })
    .toBe(true);

export async function device(page: Page, term: string) {
  await page.getByRole('link', { name: 'Device' }).click();
  return page.locator('dl > div').filter({ has: page.getByText(term, { exact: true }) });
}

/** The host lists a model besides the built-in one. */
export function offer({ files }: StaticSite, name: string): void {
  const entry = {
    address: './models/other/',
    name,
    description: 'More of the same.',
    licence: 'MIT',
    precision: 'q4',
    sizeBytes: 1_830_000_000,
  };
  files.set('models/catalogue.json', JSON.stringify([entry]));
}

/** The built-in model's weights do not arrive until the returned function is called. */
export async function holdWeights({ delays }: StaticSite): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  for (const name of await readdir(MICRO_FOLDER)) {
    if (name.endsWith('.bin')) delays.set(`models/builtin/${name}`, released);
  }
  return release;
}
