import { assertFile } from './answers.ts';
import { toHex } from './hex.ts';
import { fileUrl, reason } from './http-origin.ts';
import type { FileEntry } from './manifest.ts';
import { readManifestText } from './origin.ts';
import { assertIntact, PackageError, parseManifestText, type PackageSource } from './source.ts';

export interface HttpSourceOptions {
  /** Default: the platform's `fetch`. */
  fetch?: typeof fetch;
  /** Files fetched at the same time; default 4. */
  parallel?: number;
}

/**
 * A package on a web server. Verified files stay here as Blobs (the browser moves large ones to
 * disk) until they are forgotten; between visits the browser's HTTP cache keeps them.
 * @param baseUrl the package's folder, absolute, with or without a final slash
 */
export function httpSource(baseUrl: string, options: HttpSourceOptions = {}): PackageSource {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const request = options.fetch ?? ((...args) => fetch(...args));
  const parallel = options.parallel ?? 4;
  const contents = new Map<string, Blob>();

  const get = async (path: string, url: URL, cache: RequestCache, signal?: AbortSignal) => {
    let response: Response;
    try {
      response = await request(url, { cache, ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      throw new PackageError('network', path, `${path} could not be fetched: ${reason(error)}`);
    }
    assertFile(path, response);
    return response;
  };

  const fetchFile = async (
    file: FileEntry,
    onBytes: (doneBytes: number) => void,
    signal?: AbortSignal,
  ): Promise<Blob> => {
    const stored = contents.get(file.path);
    if (stored) {
      onBytes(file.sizeBytes);
      return stored;
    }
    const attempt = async (cache: RequestCache) => {
      const response = await get(file.path, fileUrl(base, file), cache, signal);
      const bytes = await readBody(file, response, onBytes, signal);
      assertIntact(file, bytes.length, await sha256(file.path, bytes));
      return bytes;
    };
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await attempt('default');
    } catch (error) {
      // A cache may hold a file of an older package, or half of one: ask the server itself once.
      if (!(error instanceof PackageError && error.code === 'file-corrupt')) throw error;
      bytes = await attempt('reload');
    }
    const blob = new Blob([bytes]);
    contents.set(file.path, blob);
    onBytes(file.sizeBytes);
    return blob;
  };

  return {
    async manifest(signal) {
      // Revalidated, or a new model version would never be seen.
      const url = new URL('manifest.json', base);
      const response = await get('manifest.json', url, 'no-cache', signal);
      return parseManifestText(await readManifestText(response.body));
    },
    async fetchAll(files, onBytes, signal) {
      const waiting = [...files];
      const stop = new AbortController();
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const take = async () => {
        for (let file = waiting.shift(); file; file = waiting.shift()) {
          const current = file;
          await fetchFile(current, (done) => onBytes(current, done), either);
        }
      };
      try {
        await Promise.all(Array.from({ length: Math.min(parallel, files.length) }, take));
      } catch (error) {
        // The other downloads are of no use any more.
        stop.abort();
        throw error;
      }
    },
    read: (file, signal) => fetchFile(file, () => undefined, signal),
    forget(file) {
      contents.delete(file.path);
    },
  };
}

async function readBody(
  file: FileEntry,
  response: Response,
  onBytes: (doneBytes: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.sizeBytes);
  let done = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      const fitting = part.value.subarray(0, bytes.length - done);
      bytes.set(fitting, done);
      done += part.value.length;
      if (done > bytes.length) {
        await reader?.cancel();
        break;
      }
      // The last byte is reported once the file is verified.
      if (done < bytes.length) onBytes(done);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new PackageError(
      'network',
      file.path,
      `${file.path} broke off after ${done} of ${file.sizeBytes} bytes: ${reason(error)}`,
    );
  }
  if (done > bytes.length) assertIntact(file, done, '');
  return bytes.subarray(0, done);
}

async function sha256(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // TypeScript's types hide that insecure pages have no `subtle`.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new PackageError(
      'insecure',
      path,
      `${path} cannot be verified: this page was not loaded over https or from localhost.`,
    );
  }
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}
