import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What goes wrong with one answer. */
export type Fault =
  /** The connection breaks off after so many bytes of the answer. */
  | { kind: 'cut'; afterBytes: number }
  /** Nothing comes after so many bytes, and the connection stays. */
  | { kind: 'stall'; afterBytes: number }
  /** One bit is wrong. */
  | { kind: 'corrupt' }
  /** So many bytes fewer or more than the file has, and the length says so. */
  | { kind: 'resize'; bytes: number }
  | { kind: 'slow'; bytesPerSecond: number }
  | { kind: 'status'; status: number; retryAfter?: string }
  /** A page with status 200 in place of the file. */
  | { kind: 'html' }
  /** Leads to something of another type. */
  | { kind: 'redirect'; type: string }
  /** Ranges are not known. */
  | { kind: 'no-ranges' }
  /** All of it, compressed on the way; the length is that of what is sent. */
  | { kind: 'gzip'; cutAfterBytes?: number };

interface Asked {
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
}

/** A static host with ranges and ETags, readable from every origin, that fails as it is told. */
export interface FaultServer {
  /** With its final slash. */
  url: string;
  files: Map<string, Buffer>;
  /** By path: of each answer the next one. */
  faults: Map<string, Fault[]>;
  /** Texts, or statuses, at other paths of this host: what an API would say. */
  answers: Map<string, string | number>;
  /** Other paths under which the files lie. */
  prefixes: string[];
  /** Asked for each answer; default: the same for the same content. */
  etagOf: (file: Buffer) => string;
  /** What the answers about a path say besides. */
  headers: (path: string) => Record<string, string>;
  /** Of the line that all answers share; null is as fast as can be. */
  bytesPerSecond: number | null;
  /** When what has been put on the line will be through. */
  lineFreeAtMs: number;
  asked: Asked[];
  /** Most answers under way at one time. */
  busiest: number;
  close(): Promise<void>;
}

/** Pages of other sites may read it. */
export const OPEN_TO_ALL = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Range, Retry-After',
};

export async function openFaultServer(files: Map<string, Buffer>, port = 0): Promise<FaultServer> {
  let underWay = 0;
  const http = createServer((request, response) => {
    underWay += 1;
    server.busiest = Math.max(server.busiest, underWay);
    response.on('close', () => (underWay -= 1));
    void answer(server, request, response);
  });
  await new Promise<void>((resolve) => http.listen(port, 'localhost', resolve));
  const server: FaultServer = {
    url: `http://localhost:${(http.address() as AddressInfo).port}/model/`,
    files,
    faults: new Map(),
    answers: new Map(),
    prefixes: ['/model/'],
    etagOf: (file) => `"${createHash('sha1').update(file).digest('hex')}"`,
    headers: () => OPEN_TO_ALL,
    bytesPerSecond: null,
    lineFreeAtMs: 0,
    asked: [],
    busiest: 0,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

async function answer(
  server: FaultServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  const prefix = server.prefixes.find((each) => pathname.startsWith(each));
  const path = pathname.slice(prefix?.length ?? 0);
  response.setHeaders(new Headers(server.headers(path)));
  if (pathname === '/elsewhere') {
    response.setHeader('Content-Type', searchParams.get('type') ?? '');
    response.end('something else');
    return;
  }
  const { range, 'if-range': ifRange } = request.headers;
  server.asked.push({ path, range, ifRange: ifRange as string | undefined });
  const said = server.answers.get(pathname);
  if (said !== undefined) {
    if (typeof said === 'number') response.writeHead(said).end();
    else response.setHeader('Content-Type', 'application/json').end(said);
    return;
  }
  const fault = server.faults.get(path)?.shift();
  const file = server.files.get(path);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (fault?.kind === 'status') {
    if (fault.retryAfter) response.setHeader('Retry-After', fault.retryAfter);
    response.writeHead(fault.status).end();
  } else if (fault?.kind === 'html') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Welcome to our hotel</title>');
  } else if (fault?.kind === 'redirect') {
    response
      .writeHead(302, { Location: `/elsewhere?type=${encodeURIComponent(fault.type)}` })
      .end();
  } else {
    await send(server, file, fault, { range, ifRange: ifRange as string | undefined }, response);
  }
}

async function send(
  server: FaultServer,
  file: Buffer,
  fault: Fault | undefined,
  { range, ifRange }: Pick<Asked, 'range' | 'ifRange'>,
  response: ServerResponse,
): Promise<void> {
  const etag = server.etagOf(file);
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const isZipped = fault?.kind === 'gzip';
  const knowsRanges =
    fault?.kind !== 'no-ranges' && !isZipped && (ifRange === undefined || ifRange === etag);
  const from = knowsRanges ? Number(first ?? 0) : 0;
  const end = knowsRanges && last ? Number(last) + 1 : Infinity;
  const whole = changed(file, fault);
  let body = whole.subarray(from, end);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('ETag', etag);
  if (from > 0 && from >= file.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${file.length}` }).end();
    return;
  }
  if (isZipped) {
    body = gzipSync(body);
    response.setHeader('Content-Encoding', 'gzip');
  }
  response.setHeader('Content-Length', body.length);
  const isRange = knowsRanges && first !== undefined;
  if (isRange) {
    response.setHeader('Content-Range', `bytes ${from}-${from + body.length - 1}/${whole.length}`);
  }
  response.writeHead(isRange ? 206 : 200);
  const cutAfter =
    fault?.kind === 'cut' ? fault.afterBytes : isZipped ? fault.cutAfterBytes : undefined;
  if (cutAfter !== undefined) body = body.subarray(0, cutAfter);
  if (fault?.kind === 'stall') body = body.subarray(0, fault.afterBytes);
  if (fault?.kind === 'slow') {
    const own = { bytesPerSecond: fault.bytesPerSecond, lineFreeAtMs: 0 };
    await pour(body, own, response);
  } else await pour(body, server, response);
  if (fault?.kind === 'stall') return;
  if (cutAfter !== undefined) {
    // What was sent arrives before the connection breaks.
    await new Promise((resolve) => setTimeout(resolve, 100));
    response.destroy();
  } else response.end();
}

function changed(file: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind === 'corrupt') {
    const flipped = Buffer.from(file);
    const middle = flipped.length >> 1;
    flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
    return flipped;
  }
  if (fault?.kind === 'resize') {
    return fault.bytes < 0
      ? file.subarray(0, file.length + fault.bytes)
      : Buffer.concat([file, Buffer.alloc(fault.bytes)]);
  }
  return file;
}

type Line = Pick<FaultServer, 'bytesPerSecond' | 'lineFreeAtMs'>;

/** What a timer that rings late has left unused may be caught up on. */
const CATCH_UP_MS = 20;

/** Writes no faster than the reader reads, and than the line carries. */
async function pour(body: Buffer, line: Line, response: ServerResponse): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed;) {
    const pace = line.bytesPerSecond;
    const step = Math.min(2 ** 18, pace === null ? Infinity : Math.max(1, Math.round(pace / 20)));
    const bytes = body.subarray(at, at + step);
    at += bytes.length;
    if (pace !== null) {
      const nowMs = performance.now();
      const ms = (1000 * bytes.length) / pace;
      line.lineFreeAtMs = Math.max(line.lineFreeAtMs, nowMs - CATCH_UP_MS) + ms;
      const waitMs = line.lineFreeAtMs - nowMs;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    if (!response.write(bytes)) await drained(response);
  }
}

/** The reader has caught up, or has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}
