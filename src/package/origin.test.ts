import { expect, it } from 'vitest';
import { httpOrigin } from './http-origin.ts';
import { httpSource } from './http.ts';
import { hubOrigin } from './hub-origin.ts';
import { localOrigin } from './local-origin.ts';
import { MAX_MANIFEST_BYTES, parseManifestText } from './source.ts';

const URL = 'https://example.test/model/';
const CHUNK_BYTES = 2 ** 16;

/** A server whose answers never end, whatever length they announce, and how much of them was taken. */
function endless(headers: Record<string, string> = {}) {
  const taken = { bytes: 0, cancelled: false };
  const body = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        taken.bytes += CHUNK_BYTES;
        controller.enqueue(new Uint8Array(CHUNK_BYTES).fill(32));
      },
      cancel: () => void (taken.cancelled = true),
    });
  const answer: typeof fetch = () => Promise.resolve(new Response(body(), { headers }));
  return { taken, body, fetch: answer };
}
type Server = ReturnType<typeof endless>;

/** As a folder of this machine gives it. */
const endlessFile = ({ body }: Server) => ({ stream: body }) as unknown as File;

it.each<[string, (server: Server) => Promise<unknown>]>([
  ['the page’s own source', ({ fetch }) => httpSource(URL, { fetch }).manifest()],
  ['a web server', ({ fetch }) => httpOrigin(URL, { fetch }).manifest()],
  [
    'the Hub',
    async ({ fetch }) => {
      const revision = 'c'.repeat(40);
      const address = { kind: 'hub', repository: 'acme/w', revision, folder: '' } as const;
      return (await hubOrigin(address, { fetch })).manifest();
    },
  ],
  [
    'a folder of this machine',
    (server) =>
      localOrigin('w', [{ path: 'w/manifest.json', file: endlessFile(server) }]).manifest(),
  ],
])('a manifest without an end is refused while it comes: %s', async (_name, read) => {
  for (const headers of [{}, { 'Content-Length': '200' }]) {
    const server = endless(headers);
    await expect(read(server)).rejects.toMatchObject({
      code: 'bad-manifest',
      message: `manifest.json is longer than ${MAX_MANIFEST_BYTES} bytes, the most a manifest may have.`,
    });
    expect(server.taken.bytes).toBeLessThan(MAX_MANIFEST_BYTES + 4 * CHUNK_BYTES);
    expect(server.taken.cancelled).toBe(true);
  }
});

it('so is what the Hub says of a repository, by its name', async () => {
  const { fetch } = endless();
  const address = { kind: 'hub', repository: 'acme/w', revision: 'main', folder: '' } as const;
  await expect(hubOrigin(address, { fetch })).rejects.toMatchObject({ path: 'acme/w' });
});

it('a text that is too long is not parsed, wherever it comes from', () => {
  expect(() => parseManifestText(' '.repeat(MAX_MANIFEST_BYTES + 1))).toThrow(/is longer than/);
});
