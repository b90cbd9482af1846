import type { StoreProgress, StoreService } from './api.ts';
import { seldom } from './sparingly.ts';
import type { Store } from './store.ts';

/** Reports a second, besides the first and the last; a trouble is told at once. */
const REPORTS_A_SECOND = 4;

/**
 * What the store's worker offers.
 * @param openStore called for every request until it works
 */
export const storeService = (openStore: () => Promise<Store>): StoreService => ({
  state: async () => (await openStore()).state(),
  look: async (where, { signal }) => (await openStore()).look(where, signal),
  install: async (target, { signal, onProgress }) =>
    (await openStore()).install(target, signal, nowAndThen(onProgress)),
  verify: async (key, { signal, onProgress }) =>
    (await openStore()).verify(key, signal, nowAndThen(onProgress)),
  remove: async (key) => (await openStore()).remove(key),
});

function nowAndThen(onProgress: (progress: StoreProgress) => void): typeof onProgress {
  const isDue = seldom(1000 / REPORTS_A_SECOND);
  return (progress) => {
    const isNews = progress.doneBytes === progress.totalBytes || progress.trouble !== null;
    if (isDue(isNews)) onProgress(progress);
  };
}
