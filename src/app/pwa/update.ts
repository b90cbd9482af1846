import type { ToServiceWorker } from '../../protocol/offline.ts';
import { isBusy, whenFree } from './busy.ts';
import { useUpdate } from './pwa-state.ts';

export { useUpdate };

const HOUR_MS = 3_600_000;

/** The new version; null once it has taken over, in this tab or in another. */
let waiting: ServiceWorker | null = null;
let reloadWhenTakenOver = false;
let callOff: (() => void) | null = null;

/** Notices that a new version takes the page over. Call it before the registration. */
export function watchForTakeover(): void {
  const { serviceWorker } = navigator;
  let governed = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    waiting = null;
    // Until it has taken over, which its own downloads can put off, another picture may have begun.
    if (reloadWhenTakenOver) waitToBeFree(() => location.reload());
    // Another tab has agreed: this one runs on with what it has loaded.
    else if (governed) offer();
    governed = true;
  });
}

/** Notices new versions: at every visit, and every hour that a tab is looked at again. */
export function watchForUpdates(registration: ServiceWorkerRegistration): void {
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      // The very first one has nothing to replace.
      if (worker.state === 'installed' && registration.active) offer(worker);
    });
  });
  let checkedAtMs = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' || performance.now() - checkedAtMs < HOUR_MS) return;
    checkedAtMs = performance.now();
    // Without a network there is nothing to notice.
    registration.update().catch(() => undefined);
  });
}

/** What the Reload button does: at once, or when the last picture is painted and kept. */
export function agreeToUpdate(): void {
  if (callOff === null) waitToBeFree(reload);
}

/** "Not now": until the next visit, or the next version. */
export function postponeUpdate(): void {
  callOff?.();
  callOff = null;
  reloadWhenTakenOver = false;
  useUpdate.setState({ kind: 'none' });
}

function offer(worker: ServiceWorker | null = null): void {
  waiting = worker;
  if (useUpdate.getState().kind === 'none') useUpdate.setState({ kind: 'ready' });
}

function waitToBeFree(callback: () => void): void {
  if (isBusy()) useUpdate.setState({ kind: 'agreed' });
  callOff = whenFree(callback);
}

function reload(): void {
  if (waiting === null) {
    location.reload();
    return;
  }
  reloadWhenTakenOver = true;
  waiting.postMessage({ type: 'SKIP_WAITING' } satisfies ToServiceWorker);
}
