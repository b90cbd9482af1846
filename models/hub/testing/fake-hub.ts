import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A server that answers as the Hub does: revisions, the tree in pages, resolve paths that redirect
 * large files to another host with signed addresses, ETags, ranges, and its ways to say no.
 */

export interface FakeRepository {
  files: Map<string, Buffer>;
  /** Paths kept in LFS: redirected, and listed with their SHA-256. */
  lfs: (path: string) => boolean;
  /** Who may read: anyone, or whoever has the token. */
  token?: string;
  /** Asks for accepted terms. */
  gated?: boolean;
}

/** What goes wrong with a path, and how often. */
interface Fault {
  path: string;
  /** Close the connection after so many bytes of the body, or answer with this status. */
  cutAfter?: number;
  status?: number;
  times: number;
}

export interface FakeHub {
  url: string;
  repositories: Map<string, FakeRepository>;
  faults: Fault[];
  /** The ETag of a path, if it is not that of its content. */
  etags: Map<string, string>;
  /** Answers ranges with the whole file. */
  ignoresRanges: boolean;
  /** Awaited before a connection is cut: what has not been read by then would be lost with it. */
  beforeCut: (path: string, sentBytes: number) => Promise<void>;
  /** Sends other bytes than it lists. */
  corrupts: (path: string) => boolean;
  /** `HOST METHOD path range` of each request for content, and whether a token came along. */
  requests: { host: 'hub' | 'cdn'; path: string; range: string | null; token: string | null }[];
  close: () => Promise<void>;
}

const COMMIT = 'c0ffee00'.repeat(5);
const PAGE = 5;

export async function startFakeHub(): Promise<FakeHub> {
  const hub: FakeHub = {
    url: '',
    repositories: new Map(),
    faults: [],
    etags: new Map(),
    ignoresRanges: false,
    beforeCut: () => Promise.resolve(),
    corrupts: () => false,
    requests: [],
    close: async () => {
      for (const server of [main, cdn]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  const cdn = await listen((request, response) => serveContent(hub, 'cdn', request, response));
  const main = await listen((request, response) => {
    const url = new URL(request.url!, hub.url);
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname);
    const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    const [name, revision] = api ? [api[1]!, api[3]!] : [resolve?.[1] ?? '', resolve?.[2] ?? ''];
    const repository = hub.repositories.get(name);
    const token = tokenOf(request);
    if (!repository || (repository.token && token !== repository.token)) {
      return refuse(response, 401, 'RepoNotFound', 'Invalid username or password.');
    }
    if (repository.gated)
      return refuse(response, token ? 403 : 401, 'GatedRepo', 'Access is restricted.');
    if (!['main', COMMIT].includes(decodeURIComponent(revision))) {
      return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    }
    if (api?.[2] === 'revision') return json(response, { _id: 'x', id: name, sha: COMMIT });
    if (api) return serveTree(hub, repository, url, response);
    const path = resolve![3]!;
    if (!repository.files.has(path))
      return refuse(response, 404, 'EntryNotFound', 'Entry not found');
    if (!repository.lfs(path)) return serveContent(hub, 'hub', request, response);
    // As with a real signed address, the file's name is only in a parameter.
    const target = new URL(
      `/blob?key=${encodeURIComponent(`${name}/resolve/x/${path}`)}`,
      urlOf(cdn),
    );
    response.writeHead(302, {
      location: target.href,
      'x-linked-etag': etagOf(hub, path, repository.files.get(path)!),
    });
    response.end();
  });
  hub.url = urlOf(main);
  return hub;
}

function serveTree(hub: FakeHub, repository: FakeRepository, url: URL, response: ServerResponse) {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const entries = [...repository.files].map(([path, content]) => ({
    type: 'file',
    path,
    size: content.length,
    oid: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
    ...(repository.lfs(path) && {
      lfs: { oid: sha256(content), size: content.length, pointerSize: 130 },
    }),
  }));
  const rest = from + PAGE < entries.length;
  url.searchParams.set('cursor', String(from + PAGE));
  json(response, entries.slice(from, from + PAGE), {
    ...(rest && { link: `<${hub.url}${url.pathname}${url.search}>; rel="next"` }),
  });
}

function serveContent(
  hub: FakeHub,
  host: 'hub' | 'cdn',
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url!, hub.url);
  const address = url.searchParams.get('key') ?? url.pathname.slice(1);
  const [, name, path] = /^([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(address)!;
  const range = request.headers.range ?? null;
  hub.requests.push({ host, path: path!, range, token: tokenOf(request) });
  const content = Buffer.from(hub.repositories.get(name!)!.files.get(path!)!);
  const etag = etagOf(hub, path!, content);
  if (hub.corrupts(path!)) content[content.length - 1]! ^= 1;

  const probe = range === 'bytes=0-0';
  const fault = probe
    ? undefined
    : hub.faults.find((entry) => entry.path === path && entry.times > 0);
  if (fault) fault.times--;
  if (fault?.status) return refuse(response, fault.status, 'Fault', 'for the test');
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const from = hub.ignoresRanges && !probe ? 0 : Number(first ?? 0);
  const to = last ? Number(last) + 1 : content.length;
  const whole = hub.ignoresRanges && !probe;
  response.writeHead(whole || range === null ? 200 : 206, {
    etag,
    'content-length': to - from,
    ...(!whole &&
      range !== null && { 'content-range': `bytes ${from}-${to - 1}/${content.length}` }),
  });
  const body = content.subarray(from, to);
  const cutAfter = fault?.cutAfter;
  if (cutAfter === undefined) response.end(body);
  else {
    response.flushHeaders();
    response.write(body.subarray(0, cutAfter));
    void hub.beforeCut(path!, from + cutAfter).then(() => response.destroy());
  }
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const etagOf = (hub: FakeHub, path: string, content: Buffer) =>
  hub.etags.get(path) ?? `"${sha256(content)}"`;

const tokenOf = (request: IncomingMessage) =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  json(response, { error: message }, { 'x-error-code': code, 'x-error-message': message }, status);
}

function json(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
