import { cacheName, SHARED_FILE, SHARED_PARAMETER } from '../../protocol/offline.ts';
import { appScope } from '../lib/scope.ts';

/**
 * The file with which the system's share sheet opened the app, once; null if it was not opened so.
 * The service worker has put it into a cache: see `src/sw/shared-file.ts`.
 */
export async function takeSharedFile(): Promise<File | null> {
  const address = new URL(location.href);
  if (!address.searchParams.has(SHARED_PARAMETER)) return null;
  address.searchParams.delete(SHARED_PARAMETER);
  history.replaceState(null, '', address);
  const scope = appScope();
  const cache = await caches.open(cacheName('shared-file', scope));
  const entry = new URL(SHARED_FILE.entry, scope);
  const kept = await cache.match(entry);
  if (kept === undefined) return null;
  await cache.delete(entry);
  const name = decodeURIComponent(kept.headers.get(SHARED_FILE.nameHeader) ?? '');
  const type = kept.headers.get('Content-Type') ?? '';
  return new File([await kept.blob()], name, { type });
}
