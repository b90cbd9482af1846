import type { StoreProgress } from './api.ts';
import { toFault } from './faults.ts';
import type { FromStore, StoreAnswer, StoreRequest, ToStore } from './messages.ts';
import { seldom } from './sparingly.ts';
import type { Store } from './store.ts';

/** Reports a second, besides the first and the last; a trouble is told at once. */
const REPORTS_A_SECOND = 4;

/**
 * The worker's side of the protocol: gives a handler for messages.
 * @param openStore called for every request until it works
 */
export function serveStore(
  openStore: () => Promise<Store>,
  post: (message: FromStore) => void,
): (message: ToStore) => void {
  const running = new Map<number, AbortController>();

  const answer = async (id: number, request: StoreRequest, signal: AbortSignal) => {
    const isDue = seldom(1000 / REPORTS_A_SECOND);
    const onProgress = (progress: StoreProgress) => {
      const isNews = progress.doneBytes === progress.totalBytes || progress.trouble !== null;
      if (isDue(isNews)) post({ id, answer: { kind: 'progress', progress } });
    };
    try {
      post({ id, answer: await run(await openStore(), request, signal, onProgress) });
    } catch (error) {
      post({ id, answer: { kind: 'failed', fault: toFault(error) } });
    }
  };

  return ({ id, request }) => {
    if (request.kind === 'cancel') {
      running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    void answer(id, request, controller.signal).finally(() => running.delete(id));
  };
}

async function run(
  store: Store,
  request: StoreRequest,
  signal: AbortSignal,
  onProgress: (progress: StoreProgress) => void,
): Promise<StoreAnswer> {
  switch (request.kind) {
    case 'state':
      return { kind: 'state', state: await store.state() };
    case 'look':
      return { kind: 'offer', offer: await store.look(request.where, signal) };
    case 'install':
      return { kind: 'installed', result: await store.install(request, signal, onProgress) };
    case 'verify':
      return { kind: 'verified', result: await store.verify(request.key, signal, onProgress) };
    case 'remove':
      await store.remove(request.key);
      return { kind: 'removed' };
  }
}
