import type { ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import type { StoreFault } from './api.ts';
import { toFault } from './faults.ts';
import { FileThreads } from './file-threads.ts';
import { noFiles } from './files.ts';
import type { StoreLocks } from './lanes.ts';
import { openOrigin } from './open-origin.ts';
import { openOpfs } from './opfs.ts';
import { storeService } from './serve.ts';
import { Store } from './store.ts';

/**
 * The module worker that keeps packages on the disk. It and its threads alone talk to other servers, and only to
 * the one that a person has chosen: the page's own policy lets it speak to its own site only.
 */

const locks: StoreLocks = {
  ifFree: async (name, task) =>
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? task() : null)),
  whenFree: async (name, signal, task) =>
    navigator.locks.request(name, signal ? { signal } : {}, task),
};

const jobs = new FileThreads(
  () => new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' }),
);

let opened: Promise<Store> | null = null;

function openStore(): Promise<Store> {
  return (opened ??= open());
}

async function open(): Promise<Store> {
  const files = await openOpfs().catch((error: unknown) =>
    noFiles(`This browser gives the page no files of its own: ${String(error)}`),
  );
  return new Store({
    files,
    openOrigin,
    jobs,
    locks,
    estimate: () => navigator.storage.estimate(),
    nowMs: () => Date.now(),
  });
}

const receive = serve<StoreFault>(
  storeService(openStore),
  (message) => self.postMessage(message),
  toFault,
);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
