import { Client } from '../../../rpc/client.ts';
import type { EncodedPicture, EncodeService, RawPicture } from './encode.ts';

/** A picture later, the worker's memory is given back. */
const IDLE_MS = 30_000;

const encoder = new Client<EncodeService, string>({
  spawn: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  toError: (message) => new Error(message),
  crashed: (message) => new Error(message),
  idleMs: IDLE_MS,
});

const hasWorkers = () => 'Worker' in globalThis;

/** What takes over where there is no worker, or it fails: no part of the first view. */
const loadEncode = async () => (await import('./encode.ts')).encode;

/**
 * Starts the worker, so that a picture that is about to come need not wait for it, and loads what takes over, which may be
 * gone from the server by then.
 */
export function startEncoder(): void {
  if (hasWorkers()) encoder.start();
  loadEncode().catch(() => undefined);
}

/**
 * Makes a picture's file and thumbnail, off the page's own thread wherever that is possible.
 * @throws Error if the picture cannot be encoded at all
 */
export async function encodePicture(picture: RawPicture): Promise<EncodedPicture> {
  if (!hasWorkers()) return (await loadEncode())(picture);
  // Copied, not moved: the page still has it if the worker fails.
  return encoder.call('encode', picture).catch(async () => (await loadEncode())(picture));
}
