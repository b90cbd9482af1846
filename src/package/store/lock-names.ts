/** Web Locks hold in all tabs of the origin. */

/** Held by whoever paints from a package. */
export const useLock = (key: string) => `wuerstchen-use:${key}`;
/** Held by whoever changes a package. */
export const packageLock = (key: string) => `wuerstchen-package:${key}`;
/** Held by whoever writes or reads the file with this content. */
export const fileLock = (sha256: string) => `wuerstchen-file:${sha256}`;
