import type { ToServiceWorker } from '../../protocol/offline.ts';
import { appScope } from '../lib/scope.ts';

/**
 * Registers the service worker where there is a built one and the browser allows it.
 * @returns null where there will be none: the app works without, while there is a network
 */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration | null> {
  await pageLoaded();
  const scope = appScope();
  try {
    const registration: ServiceWorkerRegistration | undefined =
      await navigator.serviceWorker.register(`${scope}sw.js`, { scope, updateViaCache: 'none' });
    // Tools that block service workers answer with nothing.
    return registration ?? null;
  } catch {
    // Private windows, blocked storage, a sw.js that was not copied.
    return null;
  }
}

/** A service worker lives this long for one message; what it has done until then stays done. */
const ANSWER_WITHIN_MS = 300_000;

/** Sends a message and waits for its answer; null if there is nobody to give one. */
export function askServiceWorker<Answer>(message: ToServiceWorker): Promise<Answer | null> {
  const worker = navigator.serviceWorker.controller;
  if (worker === null) return Promise.resolve(null);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS);
    port1.onmessage = ({ data }: MessageEvent<Answer>) => {
      clearTimeout(timer);
      port1.close();
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}

/** Its first work is to fetch the whole app: the page comes first. */
function pageLoaded(): Promise<void> {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise((resolve) => addEventListener('load', () => resolve(), { once: true }));
}
