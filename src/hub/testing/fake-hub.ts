import { createHash } from 'node:crypto';
import { HubClient } from '../client.ts';
import type { HubOptions } from '../api.ts';
import { PATIENT } from '../retry.ts';

export const ENDPOINT = 'https://hub.test';
const CDN = 'https://cdn.test';
export const REPOSITORY = 'acme/model';
export const COMMIT = 'c0ffee00'.repeat(5);

/** How one answer with content differs from a right one. */
export interface Twist {
  /** The connection breaks after so many bytes of the body. */
  cutAfter?: number;
  /** So many bytes come, and then nothing. */
  stallAfter?: number;
  status?: number;
  /** The status is that of the server that a redirect leads to. */
  isElsewhere?: boolean;
  headers?: Record<string, string>;
  /** Answers a range with the whole file. */
  ignoresRange?: boolean;
  /** Answers the whole file with its first byte. */
  sendsPart?: boolean;
  /** The bytes come from here on, whatever was asked for. */
  startsAt?: number;
  /** The body in place of the file's. */
  body?: string | Uint8Array<ArrayBuffer>;
  /** Nobody answers. */
  unreachable?: boolean;
}

interface Asked {
  url: string;
  range: string | null;
  /** Names of all headers that were sent. */
  headers: string[];
  method: string;
}

/** The Hub as `fetch` shows it to a page: redirects are followed, and other origins hide most headers. */
export class FakeHub {
  files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Paths without a hash, as on some mirrors. */
  unhashed = new Set<string>();
  /** Of the answers about a path, one after the other. */
  twists = new Map<string, Twist[]>();
  /** Sent with each answer of content; null hides it. */
  etag: (path: string) => string | null = () => null;
  /** Whether the page may see where a part belongs. */
  showsContentRange = true;
  pageLength = 2;
  /** The start of the address of a list's next page. */
  nextAt = ENDPOINT;
  asked: Asked[] = [];
  waits: number[] = [];

  client(options: HubOptions = {}): HubClient {
    const retry = {
      ...PATIENT,
      tries: 3,
      wrongTries: 2,
      random: () => 1,
      wait: (ms: number) => Promise.resolve(void this.waits.push(ms)),
    };
    return new HubClient({ endpoint: ENDPOINT, fetch: this.fetch, retry, ...options });
  }

  /** @param path of a file, or `api` for the Hub's interface */
  twist(path: string, ...twists: Twist[]): void {
    this.twists.set(path, twists);
  }

  ranges(path: string): (string | null)[] {
    return this.asked.filter(({ url }) => url.endsWith(`/${path}`)).map(({ range }) => range);
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    await Promise.resolve();
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    const range = headers.get('range');
    const method = init.method ?? 'GET';
    this.asked.push({ url: url.href, range, headers: [...headers.keys()], method });
    init.signal?.throwIfAborted();
    const api = /^\/api\/models\/acme\/model\/(revision|tree)\/([^/]+)$/.exec(url.pathname);
    const path = /^\/acme\/model\/resolve\/[^/]+\/(.+)$/.exec(url.pathname)?.[1] ?? 'api';
    const twist = this.twists.get(path)?.shift() ?? {};
    if (twist.unreachable) throw new TypeError('Failed to fetch');
    if (twist.status !== undefined && twist.status >= 400) {
      const refusal = new Response('no', { status: twist.status, headers: twist.headers ?? {} });
      return Object.defineProperty(refusal, 'url', { value: twist.isElsewhere ? CDN : url.href });
    }
    if (twist.body !== undefined) return new Response(twist.body, { headers: twist.headers ?? {} });
    if (api) return api[1] === 'tree' ? this.tree(url) : Response.json({ sha: COMMIT });
    const file = this.files.get(decodeURIComponent(path));
    if (!file)
      return new Response('', { status: 404, headers: { 'x-error-code': 'EntryNotFound' } });
    return this.content(path, file, range, twist, init.signal ?? null);
  };

  private tree(url: URL): Response {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const entries = [...this.files].map(([path, bytes]) => {
      const isLarge = path.endsWith('.safetensors');
      const sha1 = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      const lfs = { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
      return {
        type: 'file',
        path,
        size: bytes.length,
        ...(!this.unhashed.has(path) && { oid: sha1, ...(isLarge && { lfs }) }),
      };
    });
    const to = from + this.pageLength;
    url.searchParams.set('cursor', String(to));
    const next = `<${this.nextAt}${url.pathname}${url.search}>; rel="next"`;
    return Response.json(
      [{ type: 'directory', path: 'folder', size: 0 }, ...entries.slice(from, to)],
      { headers: to < entries.length ? { link: next } : {} },
    );
  }

  private content(
    path: string,
    file: Uint8Array<ArrayBuffer>,
    range: string | null,
    twist: Twist,
    signal: AbortSignal | null,
  ): Response {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const isPart = (first !== undefined && !twist.ignoresRange) || twist.sendsPart === true;
    const from = twist.startsAt ?? (isPart ? Number(first ?? 0) : 0);
    const to = twist.sendsPart ? 1 : isPart && last ? Number(last) + 1 : file.length;
    const etag = this.etag(path);
    const headers = {
      'content-type': 'application/octet-stream',
      ...(etag !== null && { etag }),
      ...(isPart &&
        this.showsContentRange && { 'content-range': `bytes ${from}-${to - 1}/${file.length}` }),
      ...twist.headers,
    };
    const body = streamOf(file.slice(from, to), twist, signal);
    const response = new Response(body, { status: isPart ? 206 : 200, headers });
    const url = path.endsWith('.safetensors') ? `${CDN}/signed?expires=1` : `${ENDPOINT}/${path}`;
    return Object.defineProperty(response, 'url', { value: url });
  }
}

const CHUNK_BYTES = 1000;

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  { cutAfter = Infinity, stallAfter = Infinity }: Twist,
  signal: AbortSignal | null,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  const end = Math.min(bytes.length, cutAfter, stallAfter);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start: (controller) =>
        signal?.addEventListener('abort', () => {
          try {
            controller.error(signal.reason);
          } catch {
            // It was closed before.
          }
        }),
      pull(controller) {
        if (at < end) {
          controller.enqueue(bytes.slice(at, Math.min(at + CHUNK_BYTES, end)));
          at = Math.min(at + CHUNK_BYTES, end);
        } else if (cutAfter <= bytes.length) controller.error(new TypeError('network error'));
        else if (stallAfter > bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
