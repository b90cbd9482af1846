import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import { closedWords } from '../src/app/testing/closed-words.ts';
import app from '../vite.config.ts';
import { E2E_DIST } from './dist.ts';
import { MICRO_FOLDER } from './micro-package.ts';

/** What `/test-models/<kind>/` makes of the micro package's files; null is a 404. */
const KINDS: Record<string, (path: string, bytes: Buffer) => Buffer | null> = {
  micro: (_, bytes) => bytes,
  'no-preview': (path, bytes) => (path === 'manifest.json' ? withoutPreview(bytes) : bytes),
  closed: (path, bytes) => (path === 'manifest.json' ? withWords(bytes) : bytes),
  missing: (path, bytes) => (/^vqgan-decode.*\.bin$/.test(path) ? null : bytes),
  corrupt: (path, bytes) => (/^prior-step.*\.bin$/.test(path) ? flipOneBit(bytes) : bytes),
  'a-page-instead': () => Buffer.from('<!doctype html><title>Welcome</title>'),
};

function flipOneBit(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = flipped.length >> 1;
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  return flipped;
}

/** As a converted model is. */
function withoutPreview(manifest: Buffer): Buffer {
  const told = JSON.parse(manifest.toString()) as { preview?: unknown };
  delete told.preview;
  return Buffer.from(JSON.stringify(told));
}

/** The same model, said to know few words. */
function withWords(manifest: Buffer): Buffer {
  const { vocabulary, nearest } = closedWords;
  const told = JSON.parse(manifest.toString()) as object;
  return Buffer.from(JSON.stringify({ ...told, vocabulary, nearest }));
}

const testModels: Plugin = {
  name: 'test-models',
  configurePreviewServer({ middlewares }) {
    middlewares.use('/test-models', (request, response) => {
      const [, kind = '', ...rest] = new URL(request.url ?? '/', 'http://x').pathname.split('/');
      const path = normalize(rest.join('/'));
      readFile(join(MICRO_FOLDER, path))
        .then((bytes) => KINDS[kind]?.(path, bytes) ?? null)
        .catch(() => null)
        .then((body) => {
          response.statusCode = body === null ? 404 : 200;
          response.end(body ?? undefined);
        })
        .catch(() => response.destroy());
    });
  },
};

/** The shipped build and server, plus whole and broken model packages to open. */
export default mergeConfig(
  app,
  defineConfig({
    plugins: [testModels],
    build: { outDir: E2E_DIST, emptyOutDir: true },
  }),
);
