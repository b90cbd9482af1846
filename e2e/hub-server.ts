import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { filesIn, type ServedFile } from './served-files.ts';

/**
 * A server that answers as the Hugging Face Hub does: an interface that lists files with their SHA-256, and addresses
 * of files that redirect to another origin, signed and valid for a while only. HEAD and preflights are refused. A
 * page has to ask with plain GETs and one simple range at most.
 */

export const COMMIT = 'c0ffee00'.repeat(5);

/** Of each repository the files at each commit, the latest last. */
type Known = Map<string, Map<string, Map<string, ServedFile>>>;

interface HubAnswer {
  /** Of the file's address or the interface's, without the query. */
  path: string;
  range: string | undefined;
  method: string;
}

export interface HubServer {
  /** Of the interface, without a final slash. */
  endpoint: string;
  /** Of the files' own host. */
  cdn: string;
  asked: HubAnswer[];
  /** Bytes of files that were sent. */
  sentBytes: number;
  /** Of these, what was sent of files that were asked for up to their end. */
  downloadedBytes: number;
  /** By repository: what every request about it gets. */
  refusals: Map<string, { status: number; code?: string }>;
  /** By path, for the answers with a file's bytes: the connection breaks after so many. */
  cuts: Map<string, number[]>;
  /** Of each answer that goes up to the end of a file; null is as fast as can be. */
  bytesPerSecond: number | null;
  /** Nobody answers while this is set. */
  isDown: boolean;
  /** Small, so that little is counted that never left; large ones are faster. */
  pieceBytes: number;
  /** How long a signed address is good for. */
  signedForMs: number;
  /** Another repository with what one has, without some files. */
  hide(name: string, like: string, paths: RegExp): void;
  /** A new version, which the branch leads to from now on; earlier commits stay. */
  publish(name: string, commit: string, folder: string): Promise<void>;
  /** A commit that nobody can ask for any more. */
  forget(name: string, commit: string): void;
  close(): Promise<void>;
}

/** @param repositories folders by `owner/name` */
export async function openHubServer(repositories: Record<string, string>): Promise<HubServer> {
  const known: Known = new Map();
  for (const [name, folder] of Object.entries(repositories)) {
    known.set(name, new Map([[COMMIT, await filesIn(folder)]]));
  }
  const api = createServer((request, response) => void answerApi(server, known, request, response));
  const cdn = createServer(
    (request, response) => void answerFile(server, known, request, response),
  );
  const [endpoint, cdnUrl] = [await listen(api), await listen(cdn)];
  const server: HubServer = {
    endpoint,
    cdn: cdnUrl,
    asked: [],
    sentBytes: 0,
    downloadedBytes: 0,
    refusals: new Map(),
    cuts: new Map(),
    bytesPerSecond: null,
    isDown: false,
    pieceBytes: 2 ** 14,
    signedForMs: 60_000,
    hide(name, like, paths) {
      const files = [...known.get(like)!.get(COMMIT)!].filter(([path]) => !paths.test(path));
      known.set(name, new Map([[COMMIT, new Map(files)]]));
    },
    async publish(name, commit, folder) {
      known.get(name)!.set(commit, await filesIn(folder));
    },
    forget: (name, commit) => void known.get(name)!.delete(commit),
    close: async () => {
      await Promise.all([api, cdn].map(closeServer));
    },
  };
  return server;
}

const API = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)/;
const RESOLVE = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/;

function answerApi(
  server: HubServer,
  known: Known,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url!, server.endpoint);
  if (!isHeard(server, request, response, url.pathname)) return;
  const api = API.exec(url.pathname);
  const resolve = RESOLVE.exec(url.pathname);
  const name = (api ?? resolve)?.[1] ?? '';
  const refusal = server.refusals.get(name);
  const commits = known.get(name);
  if (refusal || !commits) {
    // Nobody is to learn of private repositories.
    const { status, code } = refusal ?? { status: 401, code: 'RepoNotFound' };
    if (code) response.setHeader('X-Error-Code', code);
    response.writeHead(status).end('no');
    return;
  }
  const revision = (api?.[3] ?? resolve?.[2])!;
  const commit = revision === 'main' ? [...commits.keys()].at(-1)! : revision;
  const files = commits.get(commit);
  if (!files) {
    response.setHeader('X-Error-Code', 'RevisionNotFound');
    response.writeHead(404).end('no');
    return;
  }
  if (api?.[2] === 'revision') return json(response, { _id: '1', id: name, sha: commit });
  if (api) {
    const list = [...files.values()].map(({ path, sizeBytes, sha1, sha256 }) => ({
      type: 'file',
      path,
      size: sizeBytes,
      oid: sha1,
      ...(sha256 !== null && {
        lfs: { oid: sha256, size: sizeBytes, pointerSize: 134 },
        xetHash: sha256,
      }),
    }));
    return json(response, list);
  }
  const path = decodeURIComponent(resolve?.[3] ?? '');
  const file = files.get(path);
  if (!file) {
    response.setHeader('X-Error-Code', 'EntryNotFound');
    response.writeHead(404).end('no');
    return;
  }
  const until = Date.now() + server.signedForMs;
  const at = `${server.cdn}/${name}/${path}?until=${until}&commit=${commit}`;
  response.writeHead(302, { Location: at, 'X-Repo-Commit': commit }).end();
}

async function answerFile(
  server: HubServer,
  known: Known,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url!, server.cdn);
  if (!isHeard(server, request, response, url.pathname)) return;
  const [, owner, repository, ...rest] = url.pathname.split('/');
  const path = decodeURIComponent(rest.join('/'));
  const commit = url.searchParams.get('commit') ?? '';
  const file = known.get(`${owner}/${repository}`)?.get(commit)?.get(path);
  if (!file || Number(url.searchParams.get('until')) < Date.now()) {
    response.writeHead(403).end('expired');
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to ? Math.min(Number(to) + 1, file.sizeBytes) : file.sizeBytes;
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('ETag', `"${file.sha256 ?? file.sha1}"`);
  response.setHeader('Content-Length', end - start);
  if (from !== undefined) {
    response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${file.sizeBytes}`);
  }
  response.writeHead(from === undefined ? 200 : 206);
  // Pieces are asked for by both of their ends.
  const isHeader = Boolean(to);
  const cut = isHeader ? undefined : server.cuts.get(path)?.shift();
  await send(server, response, file.from, start, cut === undefined ? end : start + cut, !isHeader);
  if (cut !== undefined && start + cut < end) {
    // What is on the line would be lost with the connection.
    await new Promise((resolve) => setTimeout(resolve, CUT_MS));
    response.destroy();
  } else response.end();
}

const CUT_MS = 300;

async function send(
  server: HubServer,
  response: ServerResponse,
  path: string,
  from: number,
  to: number,
  isDownload: boolean,
): Promise<void> {
  if (to <= from) return;
  const stream = createReadStream(path, {
    start: from,
    end: to - 1,
    highWaterMark: server.pieceBytes,
  });
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    if (response.destroyed) return;
    server.sentBytes += bytes.length;
    if (isDownload) server.downloadedBytes += bytes.length;
    if (!response.write(bytes)) await drained(response);
    if (server.bytesPerSecond !== null && isDownload) {
      const waitMs = (bytes.length / server.bytesPerSecond) * 1000;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    if (server.isDown) response.destroy();
  }
}

/** Room for more, or nobody there any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function isHeard(
  server: HubServer,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const method = request.method ?? '';
  server.asked.push({ path, range: request.headers.range, method });
  if (server.isDown) {
    request.socket.destroy();
    return false;
  }
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'X-Repo-Commit, X-Error-Code, ETag, Link');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (method === 'GET') return true;
  response.writeHead(405).end();
  return false;
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
