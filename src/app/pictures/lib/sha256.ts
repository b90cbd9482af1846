import { toHex } from '../../../package/hex.ts';

/** Lower-case hex; null on pages without HTTPS, where browsers do not offer it. */
export async function sha256(blob: Blob): Promise<string | null> {
  // The types say it is always there.
  if (!('subtle' in crypto)) return null;
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return toHex(new Uint8Array(digest));
}
