import { describe, expect, it } from 'vitest';
import { forgetOldRuntimes, keepRuntime, runtimeFor } from './runtime-cache.ts';

const PLAIN = 'https://example.test/assets/ort-wasm-simd-threaded-AbCdEf12.wasm';
const JSPI = 'https://example.test/assets/ort-wasm-simd-threaded.jspi-AbCdEf12.wasm';
const ASYNCIFY = 'https://example.test/assets/ort-wasm-simd-threaded.asyncify-AbCdEf12.wasm';
const ALL = [JSPI, ASYNCIFY, PLAIN];

describe('the binary that a browser needs', () => {
  it.each([
    ['wasm', true, PLAIN],
    ['wasm', false, PLAIN],
    ['webgpu', true, JSPI],
    ['webgpu', false, ASYNCIFY],
  ] as const)('for %s, JSPI %s, is one of the three', (provider, hasJspi, wanted) => {
    expect(runtimeFor(provider, hasJspi, ALL)).toEqual([wanted]);
  });
});

function fakeCache(urls: string[]) {
  const kept = new Set(urls);
  const added: string[] = [];
  const cache = {
    match: (url: string) => Promise.resolve(kept.has(url) ? new Response() : undefined),
    add: (url: string) => Promise.resolve(void added.push(url)),
    keys: () => Promise.resolve([...kept].map((url) => ({ url }))),
    delete: (url: string) => Promise.resolve(kept.delete(url)),
  };
  return { cache: cache as unknown as Cache, kept, added };
}

it('is fetched once', async () => {
  const { cache, added } = fakeCache([PLAIN]);
  await keepRuntime(cache, [PLAIN, JSPI]);
  expect(added).toEqual([JSPI]);
});

it('is forgotten when the app no longer has it', async () => {
  const { cache, kept } = fakeCache([PLAIN, 'https://example.test/assets/old.wasm']);
  await forgetOldRuntimes(cache, ALL);
  expect([...kept]).toEqual([PLAIN]);
});
