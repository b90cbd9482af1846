import { clientsClaim } from 'workbox-core';
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';
import {
  BUILTIN_MODEL,
  CATALOGUE,
  cacheName,
  SHARE_TARGET,
  type KeepAnswer,
  type ToServiceWorker,
} from '../protocol/offline.ts';
import { withIsolation } from './isolation.ts';
import { answerModelRequest, keepModel, type ModelCache } from './model-cache.ts';
import { forgetOldRuntimes, keepRuntime, runtimeFor } from './runtime-cache.ts';
import { receiveSharedFile } from './shared-file.ts';

/** The service worker: the app without a network, and isolated on hosts that send no headers. */

declare const self: ServiceWorkerGlobalScope;

/** The build puts the list of its files here. */
const files = self.__WB_MANIFEST as PrecacheEntry[];
const { scope } = self.registration;
const isBinary = ({ url }: PrecacheEntry) => url.endsWith('.wasm');
const binaries = files.filter(isBinary).map(({ url }) => new URL(url, scope).href);
const runtimes = () => caches.open(cacheName('runtime', scope));
const model: ModelCache = {
  folder: new URL(BUILTIN_MODEL, scope).href,
  open: () => caches.open(cacheName('model', scope)),
  fetch: (...args) => fetch(...args),
};

// Stored with the headers, not given them at every answer: a copied answer loses its compiled code.
addPlugins([
  {
    cacheWillUpdate: ({ response }) =>
      Promise.resolve(response.status === 200 ? withIsolation(response) : null),
  },
]);
const shell = files.filter((file) => !isBinary(file));
precacheAndRoute(shell);
cleanupOutdatedCaches();

const page = new URL('index.html', scope);
const pagePaths = [page.pathname, new URL(scope).pathname];
registerRoute(
  // Whatever the query; every other address of the site stays the server's business.
  ({ request, url }) => request.mode === 'navigate' && pagePaths.includes(url.pathname),
  createHandlerBoundToURL('index.html'),
);

registerRoute(
  ({ url }) => binaries.includes(url.href),
  new CacheFirst({ cacheName: cacheName('runtime', scope) }),
);

registerRoute(
  ({ url }) => url.href.startsWith(model.folder),
  ({ request, event }) => answerModelRequest(model, request, (work) => event.waitUntil(work)),
);

/** The host's own words arrive at once; without a network, what they were. */
const catalogue = new NetworkFirst({
  cacheName: cacheName('catalogue', scope),
  networkTimeoutSeconds: 5,
});
const catalogueUrl = new URL(CATALOGUE, scope).href;
registerRoute(({ url }) => url.href === catalogueUrl, catalogue);

registerRoute(
  ({ url }) => url.href === new URL(SHARE_TARGET, scope).href,
  async ({ request }) =>
    receiveSharedFile(request, await caches.open(cacheName('shared-file', scope)), scope),
  'POST',
);

// The page that installed this worker is served by it from now on, not only after a reload.
clientsClaim();

self.addEventListener('activate', (event) => {
  event.waitUntil(runtimes().then((cache) => forgetOldRuntimes(cache, binaries)));
});

self.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  switch (message.type) {
    case 'SKIP_WAITING':
      // Only when the person has agreed: see src/app/pwa/update.ts.
      void self.skipWaiting();
      return;
    case 'KEEP':
      event.waitUntil(
        keep(message).then((answer: KeepAnswer) => event.ports[0]?.postMessage(answer)),
      );
      return;
  }
});

/** For a person who looks at it for the first time without a network; a site need not have one. */
async function keepCatalogue(): Promise<void> {
  const cache = await caches.open(catalogue.cacheName);
  await cache.add(new Request(catalogueUrl, { cache: 'no-cache' })).catch(() => undefined);
}

async function keep({ provider, what }: ToServiceWorker & { type: 'KEEP' }): Promise<KeepAnswer> {
  try {
    const wanted = runtimeFor(provider, 'Suspending' in WebAssembly, binaries);
    await keepRuntime(await runtimes(), wanted);
    await keepCatalogue();
    if (what === 'all') await keepModel(model);
    return { kept: true };
  } catch (error) {
    return { kept: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
