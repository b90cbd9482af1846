import { httpOrigin } from '../http-origin.ts';
import { hubOrigin } from '../hub-origin.ts';
import { localOrigin } from '../local-origin.ts';
import type { PackageOrigin } from '../origin.ts';
import type { Where } from './api.ts';
import { noFiles } from './files.ts';
import { newSha256 } from './hash.ts';
import { HashThreads } from './hash-threads.ts';
import type { ToStore } from './messages.ts';
import { openOpfs } from './opfs.ts';
import { PATIENT } from './retry.ts';
import { serveStore } from './serve.ts';
import { Store, type StoreLocks } from './store.ts';

/**
 * The module worker that keeps packages on the disk. It alone talks to other servers, and only to the one that a
 * person has chosen: the page's own policy lets it speak to its own site only.
 */

function openOrigin({ address, local }: Where, signal?: AbortSignal): Promise<PackageOrigin> {
  switch (address.kind) {
    case 'folder':
      return Promise.resolve(httpOrigin(address.url, { pageOrigin: self.location.origin }));
    case 'hub':
      return hubOrigin(address, {}, signal);
    case 'local':
      return Promise.resolve(localOrigin(address.name, local ?? []));
  }
}

const locks: StoreLocks = {
  ifFree: async (name, task) =>
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? task() : null)),
  whenFree: async (name, signal, task) =>
    navigator.locks.request(name, signal ? { signal } : {}, task),
};

async function freeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

/** Starting a thread takes as long as hashing some megabytes. */
const WORTH_A_THREAD_BYTES = 16e6;

const hashThreads = new HashThreads(
  () => new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' }),
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
    newHasher: (sizeBytes) => (sizeBytes < WORTH_A_THREAD_BYTES ? newSha256() : hashThreads.open()),
    retry: PATIENT,
    locks,
    freeBytes,
    nowMs: () => Date.now(),
  });
}

const receive = serveStore(openStore, (message) => self.postMessage(message));

self.onmessage = (event: MessageEvent<ToStore>) => receive(event.data);
