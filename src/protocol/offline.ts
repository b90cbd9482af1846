import type { ProviderName } from './engine.ts';

/**
 * What the page and its service worker agree on. Caches belong to the whole origin, so their names
 * carry the scope: two copies of the app under two paths of one host must not share them.
 */
export type CacheKind = 'model' | 'catalogue' | 'runtime' | 'shared-file';

/** @param scope the app's folder, absolute, with its final slash */
export function cacheName(kind: CacheKind, scope: string): string {
  return `wuerstchen-${kind}-${scope}`;
}

/** The built-in model's folder, relative to the scope: the one package that is kept for offline use. */
export const BUILTIN_MODEL = 'models/builtin/';

/** What the host offers besides, relative to the scope; a file that hosts write. */
export const CATALOGUE = 'models/catalogue.json';

/** Where the operating system's share sheet sends a file, relative to the scope. */
export const SHARE_TARGET = 'share-target';

/** The name of the query parameter with which the app opens when a file was shared with it. */
export const SHARED_PARAMETER = 'shared';

/** The shared file in its cache, relative to the scope; its name stands percent-encoded in the header. */
export const SHARED_FILE = { entry: 'file', nameHeader: 'X-File-Name' };

export type ToServiceWorker =
  /** Workbox's word for: take over now. */
  | { type: 'SKIP_WAITING' }
  /**
   * Fetch what is missing for painting offline, with the built-in model or, where the model is on the disk already,
   * without; answered with a `KeepAnswer`.
   */
  | { type: 'KEEP'; provider: ProviderName; what: 'all' | 'runtime' };

export type KeepAnswer = { kept: true } | { kept: false; reason: string };
