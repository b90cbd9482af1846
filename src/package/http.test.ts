import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { httpSource } from './http.ts';
import type { FileEntry } from './manifest.ts';
import { PackageError, type PackageErrorCode } from './source.ts';

const content = new TextEncoder().encode('some weights');
const file: FileEntry = {
  path: 'folder/weights.bin',
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

type Answer = () => Response;
const ok: Answer = () => new Response(content);

/** A source whose server gives these answers in turn, and what it was asked. */
function served(...answers: Answer[]) {
  const asked: { url: string; cache: string | undefined }[] = [];
  const source = httpSource('https://example.test/model', {
    fetch: (url, init) => {
      if (!(url instanceof URL)) throw new Error('Expected a URL');
      asked.push({ url: url.href, cache: init?.cache });
      init?.signal?.throwIfAborted();
      const answer = answers[Math.min(asked.length, answers.length) - 1]!;
      return Promise.resolve().then(answer);
    },
  });
  return { source, asked };
}

async function errorOf(promise: Promise<unknown>): Promise<[PackageErrorCode, string]> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof PackageError) return [error.code, error.message];
  throw new Error('Expected a PackageError', { cause: error });
}

/** A body that breaks off in the middle. */
const broken: Answer = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(content.subarray(0, 4));
      },
      pull(controller) {
        controller.error(new Error('connection reset'));
      },
    }),
  );

describe('a file from a server', () => {
  it('is fetched once, verified and kept until forgotten', async () => {
    const { source, asked } = served(ok);
    const done: number[] = [];
    await source.fetchAll([file], (_file, bytes) => done.push(bytes));
    expect(done.at(-1)).toBe(content.length);
    const blob = await source.read(file);
    if (!(blob instanceof Blob)) throw new Error('Expected a Blob');
    expect(await blob.text()).toBe('some weights');
    expect(asked).toEqual([
      {
        url: `https://example.test/model/folder/weights.bin?sha256=${file.sha256}`,
        cache: 'default',
      },
    ]);
    source.forget(file);
    await source.read(file);
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Answer, PackageErrorCode, RegExp]>([
    [
      'missing',
      () => new Response('', { status: 404, statusText: 'Not Found' }),
      'file-missing',
      /^folder\/weights.bin is missing: expected the file, received 404 Not Found\.$/,
    ],
    [
      'a web page',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      'file-missing',
      /received a web page \(text\/html\)/,
    ],
    [
      'truncated',
      () => new Response(content.subarray(0, 5)),
      'file-corrupt',
      /weights.bin is truncated: expected 12 bytes, received 5\./,
    ],
    [
      'too long',
      () => new Response('some weights and more'),
      'file-corrupt',
      /is too long: expected 12 bytes, received 21\./,
    ],
    [
      'corrupt',
      () => new Response('some weighty'),
      'file-corrupt',
      /is corrupt: expected SHA-256 [0-9a-f]{64}, received [0-9a-f]{64}\./,
    ],
    [
      'refused',
      () => new Response('', { status: 503, statusText: 'Service Unavailable' }),
      'network',
      /the server answered 503 Service Unavailable\./,
    ],
    [
      'unreachable',
      () => {
        throw new TypeError('Failed to fetch');
      },
      'network',
      /could not be fetched: Failed to fetch/,
    ],
    ['broken off', broken, 'network', /broke off after 4 of 12 bytes: connection reset/],
  ])('that is %s is named with what came instead', async (_name, answer, code, message) => {
    const { source } = served(answer);
    const [received, text] = await errorOf(source.fetchAll([file], () => undefined));
    expect(received).toBe(code);
    expect(text).toMatch(message);
  });

  it('that is damaged in a cache is fetched from the server itself', async () => {
    const { source, asked } = served(() => new Response('an old file!'), ok);
    await source.fetchAll([file], () => undefined);
    expect(asked.map(({ cache }) => cache)).toEqual(['default', 'reload']);
  });

  it('is given up when the caller gives up', async () => {
    const { source } = served(ok);
    const signal = AbortSignal.abort();
    await expect(source.fetchAll([file], () => undefined, signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a manifest from a server', () => {
  it('is parsed', async () => {
    const { source, asked } = served(() => new Response('{"a":1}'));
    expect(await source.manifest()).toEqual({ a: 1 });
    expect(asked).toEqual([{ url: 'https://example.test/model/manifest.json', cache: 'no-cache' }]);
  });

  it('that is not JSON is named', async () => {
    const { source } = served(() => new Response('{"a":'));
    const [code, message] = await errorOf(source.manifest());
    expect(code).toBe('bad-manifest');
    expect(message).toMatch(/^manifest.json is not valid JSON/);
  });
});
