import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileUrl } from '../package/http-origin.ts';
import { packageFiles, type Manifest } from '../package/manifest.ts';
import { fakePackage } from '../engine/testing/fake-package.ts';
import { answerModelRequest, keepModel, type ModelCache } from './model-cache.ts';

const FOLDER = 'https://example.test/app/models/builtin/';

/** What the Cache API does with addresses and answers. */
class FakeCache {
  readonly kept = new Map<string, Response>();
  match(url: string) {
    return Promise.resolve(this.kept.get(url)?.clone());
  }
  put(url: string, response: Response) {
    this.kept.set(url, response);
    return Promise.resolve();
  }
  delete(url: string) {
    return Promise.resolve(this.kept.delete(url));
  }
  keys() {
    return Promise.resolve([...this.kept.keys()].map((url) => ({ url })));
  }
}

/** The package's manifest, with contents that depend on the version. */
function version(
  name: string,
  { manifest } = fakePackage(),
): { manifest: Manifest; contents: Map<string, string> } {
  const contents = new Map<string, string>();
  for (const file of packageFiles(manifest)) {
    const content = `${name} of ${file.path}`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    Object.assign(file, { sha256, sizeBytes: content.length });
    contents.set(file.path, content);
  }
  // Entries of one path are one object in a package, but not in what a server sends.
  return { manifest: structuredClone(manifest), contents };
}

function bench(pack = fakePackage()) {
  const cache = new FakeCache();
  const server = { ...version('old', pack), online: true, breaksAfter: Infinity };
  const asked: string[] = [];
  const model: ModelCache = {
    folder: FOLDER,
    open: () => Promise.resolve(cache as unknown as Cache),
    fetch: (input) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const path = url.pathname.slice(new URL(FOLDER).pathname.length);
      if (!server.online || asked.length >= server.breaksAfter) {
        return Promise.reject(new TypeError('no network'));
      }
      asked.push(path);
      if (path === 'manifest.json') return Promise.resolve(Response.json(server.manifest));
      return Promise.resolve(new Response(server.contents.get(path)));
    },
  };
  const later: Promise<unknown>[] = [];
  const ask = async (url: string | URL, init?: RequestInit) => {
    const answer = await answerModelRequest(model, new Request(url, init), (work) => {
      later.push(work);
    });
    await Promise.all(later);
    return answer;
  };
  const manifestNow = async () => (await (await ask(`${FOLDER}manifest.json`)).json()) as Manifest;
  return { cache, server, asked, model, ask, manifestNow };
}

const step = (manifest: Manifest) => manifest.networks['prior-step'].data[0]!;

describe('the built-in model', () => {
  it('is copied file by file as it is used, and served from the copy', async () => {
    const { server, asked, ask } = bench();
    const url = fileUrl(FOLDER, step(server.manifest));
    const first = await (await ask(url)).text();
    server.online = false;
    expect(await (await ask(url)).text()).toBe(first);
    expect(asked).toHaveLength(1);
  });

  it('is fetched anew when the copy was found damaged', async () => {
    const { cache, server, ask } = bench();
    const url = fileUrl(FOLDER, step(server.manifest));
    cache.kept.set(url.href, new Response('damaged'));
    const again = await (await ask(url, { cache: 'reload' })).text();
    expect(again).toMatch(/^old of /);
    expect(await (await ask(url)).text()).toBe(again);
  });

  it('works offline only when it is complete', async () => {
    const { server, model, ask, manifestNow } = bench();
    await manifestNow();
    server.online = false;
    await expect(manifestNow()).rejects.toThrow('no network');
    server.online = true;
    await keepModel(model);
    server.online = false;
    const manifest = await manifestNow();
    for (const file of packageFiles(manifest)) {
      expect(await (await ask(fileUrl(FOLDER, file))).text()).toBe(`old of ${file.path}`);
    }
  });

  it('is never a mixture: until the new version is complete the old one stays', async () => {
    const { cache, server, asked, model, ask, manifestNow } = bench();
    await keepModel(model);
    const before = cache.kept.size;
    Object.assign(server, version('new'), { breaksAfter: asked.length + 4 });
    await expect(keepModel(model)).rejects.toThrow('no network');
    expect(cache.kept.size).toBeGreaterThan(before);
    for (const file of packageFiles(await manifestNow())) {
      expect(await (await ask(fileUrl(FOLDER, file))).text()).toBe(`old of ${file.path}`);
    }
    server.breaksAfter = Infinity;
    await keepModel(model);
    server.online = false;
    for (const file of packageFiles(await manifestNow())) {
      expect(await (await ask(fileUrl(FOLDER, file))).text()).toBe(`new of ${file.path}`);
    }
    expect(cache.kept.size).toBe(before);
  });

  it('is kept without the encoders of pictures, which are kept once they have been asked for', async () => {
    const { server, asked, model, ask } = bench(fakePackage({ encodesImages: true }));
    await keepModel(model);
    const encoders = (path: string) => /^(compressor|vqgan-encode)/.test(path);
    expect(asked.filter(encoders)).toEqual([]);
    const { compressor } = server.manifest.imageEncoders!.networks;
    const url = fileUrl(FOLDER, compressor.graphs[0]!);
    await ask(url);
    await keepModel(model);
    expect(asked.filter(encoders)).toHaveLength(1);
    server.online = false;
    expect(await (await ask(url)).text()).toMatch(/^old of compressor/);
  });

  it('goes on where it broke off', async () => {
    const { server, asked, model } = bench();
    server.breaksAfter = 4;
    await expect(keepModel(model)).rejects.toThrow();
    server.breaksAfter = Infinity;
    const broken = asked.length;
    await keepModel(model);
    const again = asked.slice(broken).filter((path) => path !== 'manifest.json');
    expect(again).toHaveLength(server.contents.size - (broken - 1));
  });

  it('keeps no error', async () => {
    const { cache, server, ask } = bench();
    server.contents.clear();
    const model: ModelCache = {
      folder: FOLDER,
      open: () => Promise.resolve(cache as unknown as Cache),
      fetch: () => Promise.resolve(new Response('', { status: 404 })),
    };
    const url = fileUrl(FOLDER, step(server.manifest));
    const answer = await answerModelRequest(model, new Request(url), () => undefined);
    expect(answer.status).toBe(404);
    await expect(keepModel(model)).rejects.toThrow('404');
    expect(cache.kept.size).toBe(0);
    expect(await (await ask(url)).text()).toBe('');
  });
});
