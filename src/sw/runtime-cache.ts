import type { ProviderName } from '../protocol/engine.ts';

/**
 * ONNX Runtime's binaries: three builds of 14 to 27 MB, of which a browser needs one. They carry a
 * hash in their names, so a copy never goes stale.
 */

/**
 * The build that the engine takes for a provider; see `src/engine/web-runtime.ts`.
 * @param urls the binaries of this version of the app
 */
export function runtimeFor(
  provider: ProviderName,
  hasJspi: boolean,
  urls: readonly string[],
): string[] {
  const kind = (url: string) => /\.(jspi|asyncify)-[^/]*\.wasm$/.exec(url)?.[1] ?? 'plain';
  const wanted = provider !== 'webgpu' ? 'plain' : hasJspi ? 'jspi' : 'asyncify';
  return urls.filter((url) => kind(url) === wanted);
}

/** Fetches those that are missing. */
export async function keepRuntime(cache: Cache, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    if (!(await cache.match(url))) await cache.add(url);
  }
}

/** Forgets the binaries of earlier versions of the app. */
export async function forgetOldRuntimes(cache: Cache, urls: readonly string[]): Promise<void> {
  for (const { url } of await cache.keys()) {
    if (!urls.includes(url)) await cache.delete(url);
  }
}
