import { test as base } from '@playwright/test';
import { Kitchen } from './kitchen.ts';

/** Every test also fails on an uncaught error in the page, and on a request that leaves it. */
export const test = base.extend<{ kitchen: Kitchen }>({
  kitchen: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(baseURL!).origin) {
        complaints.push(`left the origin: ${request.url()}`);
      }
    });
    await use(new Kitchen(page));
    base.expect(complaints).toEqual([]);
  },
});

export { expect } from '@playwright/test';
