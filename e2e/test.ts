import { test as base, type BrowserContext } from '@playwright/test';
import { AppPage } from './pages/app-page.ts';

export interface Visit {
  /**
   * Whether the browser asks to save data: then the page loads ONNX Runtime and the model when they are needed, not
   * ahead. Most tests visit like that, as it takes 2 s of CPU time off every visit; those that are about waiting, or
   * about what is ready in advance, visit as most people do.
   */
  savesData: boolean;
  /** Origins besides the page's own that may be asked for something. */
  origins: string[];
}

/** Every test also fails on an uncaught error in the page, and on a request to an origin that was not named. */
export const test = base.extend<Visit & { app: AppPage }>({
  savesData: [true, { option: true }],
  origins: [[], { option: true }],
  context: async ({ context, savesData }, use) => {
    if (savesData) await saveData(context);
    await use(context);
  },
  app: async ({ page, baseURL, origins }, use) => {
    const complaints: string[] = [];
    const allowed = [new URL(baseURL!).origin, ...origins];
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && !allowed.includes(origin)) {
        complaints.push(`not to be asked: ${request.url()}`);
      }
    });
    await use(new AppPage(page));
    base.expect(complaints).toEqual([]);
  },
});

/** As with a browser's data saver, in every page that is opened from now on. */
export async function saveData(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty((navigator as { connection?: object }).connection!, 'saveData', {
      get: () => true,
    });
  });
}

export { expect } from '@playwright/test';
