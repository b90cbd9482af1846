import { watchForInstall } from './install.ts';
import { isolateByReload, stayAsItIs } from './isolate.ts';
import { keepForOffline } from './keep.ts';
import { registerServiceWorker } from './service-worker.ts';
import { watchForTakeover, watchForUpdates } from './update.ts';

/**
 * Makes the page an app: installable, isolated, up to date, and usable without a network. Call it
 * early; it never fails.
 */
export async function startPwa(): Promise<void> {
  watchForInstall();
  // `npm run dev` has no service worker; neither has a page on an insecure address.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  isolateByReload();
  watchForTakeover();
  const registration = await registerServiceWorker();
  if (registration === null) {
    stayAsItIs();
    return;
  }
  watchForUpdates(registration);
  await keepForOffline();
}
