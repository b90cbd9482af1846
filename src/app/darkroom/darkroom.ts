import { develop, type Exposure, type Print } from './develop.ts';
import type { FromDarkroom, ToDarkroom } from './worker.ts';

/** A picture later, its memory is given back. */
const IDLE_MS = 30_000;

let worker: Worker | null = null;
let closing: ReturnType<typeof setTimeout> | undefined;
let lastId = 0;
const waiting = new Map<number, (print: Print | null) => void>();

/** Starts the worker, so that a result that is about to come need not wait for it. */
export function openDarkroom(): void {
  if (!('Worker' in globalThis)) return;
  worker ??= open();
  // A result that never comes must not keep it.
  if (waiting.size === 0) closeLater();
}

/**
 * Makes a result's file and thumbnail, off the page's own thread wherever that is possible.
 * @throws Error if the picture cannot be encoded at all
 */
export async function developPicture(exposure: Exposure): Promise<Print> {
  return (await inWorker(exposure)) ?? develop(exposure);
}

/** Null if there is no worker, or if it has failed. */
function inWorker(exposure: Exposure): Promise<Print | null> {
  if (!('Worker' in globalThis)) return Promise.resolve(null);
  clearTimeout(closing);
  worker ??= open();
  const id = ++lastId;
  const answer = new Promise<Print | null>((resolve) => waiting.set(id, resolve));
  // Copied, not moved: the page still has it if the worker fails.
  worker.postMessage({ id, exposure } satisfies ToDarkroom);
  return answer;
}

function open(): Worker {
  const own = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  own.onmessage = ({ data }: MessageEvent<FromDarkroom>) => {
    waiting.get(data.id)?.(data.print);
    waiting.delete(data.id);
    if (waiting.size === 0) closeLater();
  };
  own.onerror = (event) => {
    event.preventDefault();
    close();
  };
  return own;
}

function closeLater(): void {
  clearTimeout(closing);
  closing = setTimeout(close, IDLE_MS);
}

/** Whoever still waits gets nothing. */
function close(): void {
  clearTimeout(closing);
  worker?.terminate();
  worker = null;
  for (const resolve of waiting.values()) resolve(null);
  waiting.clear();
}
