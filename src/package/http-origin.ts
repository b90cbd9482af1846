import type { PackageAddress } from './address.ts';
import { assertFile } from './answers.ts';
import type { FileEntry } from './manifest.ts';
import { readManifestText, type Opened, type PackageOrigin } from './origin.ts';
import { PackageError } from './source.ts';

export interface HttpOriginOptions {
  /** What to call it; default the folder itself. */
  address?: PackageAddress;
  /** Default: the platform's `fetch`. */
  fetch?: typeof fetch;
  /** Where a file lies; default `fileUrl`. */
  urlOf?: (file: FileEntry) => URL;
  /** The page's origin: answers of others hide most of their headers. Default: every server is another one. */
  pageOrigin?: string;
}

/**
 * A package on a web server that understands ranges, or does not.
 * @param url the package's folder, absolute, with its final slash
 */
export function httpOrigin(url: string, options: HttpOriginOptions = {}): PackageOrigin {
  const request = options.fetch ?? ((...args) => fetch(...args));
  const urlOf = options.urlOf ?? ((file: FileEntry) => fileUrl(url, file));

  const get = async (path: string, from: URL, init: RequestInit): Promise<Response> => {
    try {
      return await request(from, init);
    } catch (error) {
      init.signal?.throwIfAborted();
      throw new PackageError(
        'network',
        path,
        `${path} could not be fetched from ${from.host}: ${reason(error)}`,
        { how: 'later' },
      );
    }
  };

  return {
    address: options.address ?? { kind: 'folder', url },
    async manifest(signal) {
      const path = 'manifest.json';
      const response = await get(path, new URL(path, url), {
        // Revalidated, or a new model version would never be seen.
        cache: 'no-cache',
        ...(signal && { signal }),
      });
      assertFile(path, response);
      return readManifestText(response.body);
    },
    async open(file, { from, to }, signal) {
      const headers: Record<string, string> = {};
      if (from > 0 || to < file.sizeBytes) {
        // Alone: with `If-Range` other servers would have to be asked for permission first, and one that names the same
        // bytes anew each time would begin at 0. Whether both halves belong together is for the hash to say.
        headers['Range'] = `bytes=${from}-${to < file.sizeBytes ? to - 1 : ''}`;
      }
      const asked = urlOf(file);
      const response = await get(file.path, asked, {
        headers,
        // It goes into our own store: a second copy in the browser's cache would be of no use.
        cache: 'no-store',
        ...(signal && { signal }),
      });
      try {
        // A redirect may have led elsewhere.
        const { origin } = new URL(response.url || asked);
        return opened(file, from, response, origin === options.pageOrigin);
      } catch (error) {
        await response.body?.cancel();
        throw error;
      }
    },
  };
}

/**
 * Where a file of a package is asked for. Its content is part of the address, so that no cache on the
 * way, ours included, can answer with the file of another version; servers ignore the parameter.
 * @param base the package's folder, absolute, with its final slash
 */
export function fileUrl(base: string, file: FileEntry): URL {
  const url = new URL(file.path, base);
  url.searchParams.set('sha256', file.sha256);
  return url;
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function opened(file: FileEntry, from: number, response: Response, isOwn: boolean): Opened {
  const { path } = file;
  if (response.status === 416) {
    throw anew(path, `the server has no byte ${from} of it (416).`);
  }
  assertFile(path, response);
  const range = response.headers.get('content-range');
  const part = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range ?? '');
  if (response.status === 206) {
    // Other origins show this header only where they allow it; the hash has the last word then.
    if (range !== null && Number(part?.[1] ?? NaN) !== from) {
      throw anew(path, `expected its bytes from ${from} on, received ${range}.`);
    }
  }
  const total = part ? Number(part[2]) : response.status === 200 ? lengthOf(response, isOwn) : NaN;
  if (Number.isFinite(total) && total !== file.sizeBytes) {
    throw new PackageError(
      'file-corrupt',
      path,
      `${path} has the wrong length: expected ${file.sizeBytes} bytes, the server has ${total}.`,
      { how: 'anew' },
    );
  }
  return {
    from: response.status === 206 ? from : 0,
    body: response.body ?? new Blob([]).stream(),
  };
}

/**
 * NaN where the length says nothing about the file: under compression, which other origins do not show, while they do
 * show the length of what is compressed.
 */
function lengthOf({ headers }: Response, isOwn: boolean): number {
  const length = headers.get('content-length');
  const encoding = headers.get('content-encoding') ?? (isOwn ? 'identity' : null);
  return length === null || encoding !== 'identity' ? NaN : Number(length);
}

function anew(path: string, what: string): PackageError {
  return new PackageError('file-corrupt', path, `${path} cannot be resumed: ${what}`, {
    how: 'anew',
  });
}
