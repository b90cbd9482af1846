import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { E2E_DIST } from './dist.ts';
import { MICRO_FOLDER } from './micro-package.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** The built app on the plainest of hosts: under a path, without any headers of its own. */
export interface StaticSite {
  /** With its final slash. */
  url: string;
  /** What is served in place of, or beside, the build's files, by path. */
  files: Map<string, string | Buffer>;
  /** Answers to a path wait for its promise. */
  delays: Map<string, Promise<void>>;
  /** Every path that was asked for. */
  asked: string[];
  close(): Promise<void>;
}

/** The built-in model is replaced by the micro package, which paints in a second. */
export async function openStaticSite(folder = '/some/path/'): Promise<StaticSite> {
  const files: StaticSite['files'] = new Map();
  const delays: StaticSite['delays'] = new Map();
  const asked: string[] = [];
  const read = async (path: string): Promise<Buffer | string> => {
    const model = /^models\/builtin\/(.+)/.exec(path);
    return (
      files.get(path) ?? readFile(model ? join(MICRO_FOLDER, model[1]!) : join(E2E_DIST, path))
    );
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const path = normalize(pathname.slice(folder.length) || 'index.html');
    asked.push(path);
    Promise.resolve(delays.get(path))
      .then(() =>
        pathname.startsWith(folder) ? read(path) : Promise.reject(new Error('elsewhere')),
      )
      .then(
        (body) => response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? '' }).end(body),
        () => response.writeHead(404, { 'Content-Type': 'text/html' }).end('Not here.'),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${folder}`,
    files,
    delays,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
