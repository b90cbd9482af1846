import { fileUrl } from '../package/http-origin.ts';
import {
  packageFiles,
  parseManifest,
  textToImageFiles,
  type FileEntry,
} from '../package/manifest.ts';

/**
 * The built-in model for offline use. Its files are asked for with their SHA-256 in the address
 * (`fileUrl`), so an address means one content for ever, and two versions of the model lie in one
 * cache without ever being mixed. The manifest is kept last, when all of its files are there: offline
 * the model is either complete or, until the new version is, the complete one from before.
 */
export interface ModelCache {
  /** The package's folder, absolute, with its final slash. */
  folder: string;
  open(): Promise<Cache>;
  fetch: typeof fetch;
}

/** How long the manifest may take while there is one to fall back on. */
const PATIENCE_MS = 5000;

/**
 * Answers a request for a file of the package.
 * @param later keeps the service worker alive until a copy is stored
 */
export async function answerModelRequest(
  model: ModelCache,
  request: Request,
  later: (work: Promise<unknown>) => void,
): Promise<Response> {
  if (request.url === manifestUrl(model)) return answerManifest(model, request);
  const cache = await model.open();
  // After a failed check the engine asks with `reload`: the copy here is the damaged one.
  const kept = request.cache === 'reload' ? undefined : await cache.match(request.url);
  if (kept) return kept;
  const response = await model.fetch(request);
  if (response.status === 200 && new URL(request.url).searchParams.has('sha256')) {
    // A full disk costs only the copy.
    later(cache.put(request.url, response.clone()).catch(() => undefined));
  }
  return response;
}

/**
 * Fetches what is missing of the newest version, and forgets what it does not name.
 * @throws Error if the network or the disk does not allow it; the next call goes on from there
 */
export async function keepModel(model: ModelCache): Promise<void> {
  const cache = await model.open();
  const response = await fetched(model, manifestUrl(model), { cache: 'no-cache' });
  const manifest = parseManifest(await response.clone().json());
  const files = addresses(model, packageFiles(manifest));
  // The encoders of pictures come, and are kept, when somebody first starts from a picture.
  for (const [url, sha256] of addresses(model, textToImageFiles(manifest))) {
    if (await cache.match(url)) continue;
    await cache.put(url, await fetched(model, url, { integrity: integrity(sha256) }));
  }
  await cache.put(manifestUrl(model), response);
  for (const { url } of await cache.keys()) {
    if (!files.has(url) && url !== manifestUrl(model)) await cache.delete(url);
  }
}

/**
 * The server's manifest, so that a new version is seen; where there is no network, or only the
 * appearance of one, the complete one that is kept.
 */
async function answerManifest(model: ModelCache, request: Request): Promise<Response> {
  const kept = await (await model.open()).match(manifestUrl(model));
  if (!kept) return model.fetch(request);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]);
  return model.fetch(request, { signal }).catch(() => kept);
}

async function fetched(model: ModelCache, url: string, init: RequestInit): Promise<Response> {
  const response = await model.fetch(url, init);
  if (response.status === 200) return response;
  throw new Error(`Expected ${url}, received status ${response.status}.`);
}

/** Each file's address and hash. */
function addresses(model: ModelCache, files: readonly FileEntry[]): Map<string, string> {
  return new Map(files.map((file) => [fileUrl(model.folder, file).href, file.sha256]));
}

function manifestUrl(model: ModelCache): string {
  return `${model.folder}manifest.json`;
}

/** Hex digits as Subresource Integrity wants them: the browser checks the content. */
function integrity(sha256: string): string {
  const bytes = sha256.match(/../g)!.map((hex) => parseInt(hex, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
