import { restoreQueue, useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { readStoredQueue, writeStoredQueue } from './stored-queue.ts';

/** In localStorage; each tab has its own, told apart by an id that survives reloads. */
const PREFIX = 'wuerstchen.queue.';
const TAB = 'wuerstchen.tab';

/** After a reload the page before may take a moment to let go of its name. */
const PATIENCE_MS = 2000;

/**
 * Keeps what is ordered and not yet painted in the browser, and brings back what an earlier page of
 * this tab, or a tab that is gone, has left. It waits there to be asked for: a reload is often the
 * answer to a picture that was too much.
 *
 * A tab holds a lock named like its key, so that others leave its queue alone. Without storage or
 * locks the queue lives as long as the page.
 * @returns how to stop
 */
export function keepQueue(): () => void {
  let stops: (() => void)[] = [];
  let isStopped = false;
  adopting ??= adoptQueue();
  void adopting.then((own) => {
    if (own === null || isStopped) return;
    store(own);
    const save = soon(() => store(own));
    stops = [
      useQueue.subscribe(save),
      useRun.subscribe((run, before) => {
        if (requestOf(run) !== requestOf(before)) save();
      }),
    ];
  });
  return () => {
    isStopped = true;
    for (const stop of stops) stop();
  };
}

/** Once a page: the lock lives as long as that. */
let adopting: Promise<string | null> | null = null;

/** Brings back what was left; gives the tab's key, or null where nothing can be kept. */
async function adoptQueue(): Promise<string | null> {
  if (!('locks' in navigator)) return null;
  try {
    const own = await claimKey();
    await navigator.locks.request(PREFIX, () => adopt(own));
    return own;
  } catch {
    // Storage is switched off.
    return null;
  }
}

/** Once behind the present task: writing must not hold up the frame that answers a press. */
function soon(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work);
  };
}

/** The tab's key; a duplicated tab begins with the id of its twin, and gets one of its own. */
async function claimKey(): Promise<string> {
  const before = sessionStorage.getItem(TAB);
  if (before !== null && (await hold(PREFIX + before))) return PREFIX + before;
  const id = crypto.randomUUID();
  sessionStorage.setItem(TAB, id);
  await hold(PREFIX + id);
  return PREFIX + id;
}

/** Takes the lock for as long as the page lives; false if another tab keeps it. */
async function hold(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

async function adopt(own: string): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  const keys = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX) && (key === own || !alive.has(key)))
    // Their own first: what the tab itself was doing is what its person has in mind.
    .sort((a, b) => Number(b === own) - Number(a === own));
  restoreQueue(keys.flatMap((key) => readStoredQueue(localStorage.getItem(key))));
  // What was adopted is from now on kept under this tab's key.
  store(own);
  for (const key of keys) if (key !== own) localStorage.removeItem(key);
}

function store(key: string): void {
  const inHand = requestOf(useRun.getState());
  const waiting = useQueue.getState().waiting.map(({ request }) => request);
  const requests = inHand === null ? waiting : [inHand, ...waiting];
  try {
    if (requests.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, writeStoredQueue(requests));
  } catch {
    // Full: the queue lives as long as the page.
  }
}

/** What is being painted, or has failed and can be tried again, is not done yet. */
function requestOf(run: ReturnType<typeof useRun.getState>) {
  return run.kind === 'running' || run.kind === 'failed' ? run.request : null;
}
