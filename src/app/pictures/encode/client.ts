import { Client } from '../../../rpc/client.ts';
import { encode, type EncodedPicture, type EncodeService, type RawPicture } from './encode.ts';

/** A picture later, the worker's memory is given back. */
const IDLE_MS = 30_000;

const encoder = new Client<EncodeService, string>({
  spawn: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  toError: (message) => new Error(message),
  crashed: (message) => new Error(message),
  idleMs: IDLE_MS,
});

const hasWorkers = () => 'Worker' in globalThis;

/** Starts the worker, so that a picture that is about to come need not wait for it. */
export function startEncoder(): void {
  if (hasWorkers()) encoder.start();
}

/**
 * Makes a picture's file and thumbnail, off the page's own thread wherever that is possible.
 * @throws Error if the picture cannot be encoded at all
 */
export async function encodePicture(picture: RawPicture): Promise<EncodedPicture> {
  if (!hasWorkers()) return encode(picture);
  // Copied, not moved: the page still has it if the worker fails.
  return encoder.call('encode', picture).catch(() => encode(picture));
}
