import { test as base } from '@playwright/test';
import { AppPage } from './pages/app-page.ts';

/** Every test also fails on an uncaught error in the page, and on a request that leaves it. */
export const test = base.extend<{ app: AppPage }>({
  app: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(baseURL!).origin) {
        complaints.push(`left the origin: ${request.url()}`);
      }
    });
    await use(new AppPage(page));
    base.expect(complaints).toEqual([]);
  },
});

export { expect } from '@playwright/test';
