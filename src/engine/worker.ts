import { httpSource } from '../package/http.ts';
import type { PackageSource } from '../package/source.ts';
import { previewFile } from '../package/store/previews.ts';
import { STORE_SCHEME } from '../package/store/scheme.ts';
import { storeSource } from '../package/store/source.ts';
import type { Failure } from '../protocol/engine.ts';
import type { ToService } from '../rpc/api.ts';
import { serve } from '../rpc/serve.ts';
import { toFailure } from './failures.ts';
import { createLocalEngine } from './local.ts';
import { engineService } from './serve.ts';
import { openWebBackend } from './web-backend.ts';

/** The module worker that `createWorkerEngine` spawns: the engine with all that is the browser's. */

/** Of an installed package; null for one in a folder. */
const keyOf = (url: string) =>
  url.startsWith(STORE_SCHEME) ? url.slice(STORE_SCHEME.length) : null;

function openSource(url: string): PackageSource {
  const key = keyOf(url);
  return key === null ? httpSource(new URL(url, self.location.href).href) : storeSource(key);
}

const service = engineService(({ provider, residency }) =>
  createLocalEngine({
    openSource,
    previewStorage: (url, { id }) => previewFile(keyOf(url) ?? id),
    connect: (manifest) => openWebBackend(manifest, provider),
    ...(residency && { residency }),
  }),
);

const receive = serve<Failure>(
  service,
  (message, transfer) => self.postMessage(message, { transfer }),
  toFailure,
);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
