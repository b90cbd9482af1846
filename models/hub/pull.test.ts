import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATIENT } from '../../src/hub/retry.ts';
import { exportPackage } from '../node/export.ts';
import { commandLineHub, hubFromEnvironment, parseRepository } from './hub.ts';
import { describeProgress, Meter, type PullProgress } from './progress.ts';
import { startFakeHub, type FakeHub } from './testing/fake-hub.ts';
import { repositoryOf } from './testing/repository-of.ts';
import { checkpointFolder, pull, type PullOptions } from './pull.ts';

const PRIOR = 'warp-ai/wuerstchen-prior';
const DECODER = 'warp-ai/wuerstchen';
const WEIGHTS = 'prior/diffusion_pytorch_model.safetensors';
const REFERENCE = 'models/reference/checkpoint';

let hub: FakeHub;
let to: string;
let lines: string[];
let progress: PullProgress[];
beforeEach(async () => {
  hub = await startFakeHub();
  hub.beforeCut = async (path, sentBytes) => {
    const part = join(to, 'wuerstchen-prior', `${path}.part`);
    const here = () => statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    await vi.waitUntil(() => here() >= sentBytes, { timeout: 20_000, interval: 5 });
  };
  hub.repositories.set(PRIOR, repositoryOf(`${REFERENCE}/prior`));
  hub.repositories.set(DECODER, repositoryOf(`${REFERENCE}/decoder`));
  to = mkdtempSync(join(tmpdir(), 'pull-'));
  lines = [];
  progress = [];
});
afterEach(async () => {
  await hub.close();
  rmSync(to, { recursive: true, force: true });
});

function options(token?: string, more: Partial<PullOptions> = {}): PullOptions {
  return {
    hub: commandLineHub({
      endpoint: hub.url,
      token: token ? { value: token, origin: 'HF_TOKEN' } : null,
      retry: { ...PATIENT, tries: 3, wrongTries: 2, firstMs: 1 },
    }),
    parallel: 3,
    onLine: (line) => lines.push(line),
    onProgress: (state) => progress.push(state),
    ...more,
  };
}

const pullPrior = (token?: string, more?: Partial<PullOptions>) =>
  pull([PRIOR], to, options(token, more));
const weights = () => join(to, 'wuerstchen-prior', WEIGHTS);
const published = () => hub.repositories.get(PRIOR)!.files.get(WEIGHTS)!;
const asked = (path: string) =>
  hub.requests.filter((request) => request.path === path && request.range !== 'bytes=0-0');

describe('pull', () => {
  it('brings what an export needs, and nothing else', async () => {
    const [prior, decoder] = await pull([PRIOR, DECODER], to, options());
    const files = readdirSync(prior!, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(prior!.length + 1))
      .sort();
    expect(files).toEqual([
      'model_index.json',
      'prior/config.json',
      WEIGHTS,
      'scheduler/scheduler_config.json',
      'text_encoder/config.json',
      'text_encoder/model.safetensors',
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
    ]);
    const out = join(to, 'package');
    await exportPackage({ prior: prior!, decoder: decoder!, out, precision: 'f16' });
    expect(existsSync(join(out, 'manifest.json'))).toBe(true);
    expect(lines[0]).toMatch(/warp-ai\/wuerstchen-prior at c0ffee00c0ff: 7 files/);
    const last = progress.at(-1)!;
    expect(last.doneBytes).toBe(last.totalBytes);
  });

  it('leaves alone what is here and whole, and replaces what is not', async () => {
    await pullPrior();
    hub.requests.length = 0;
    const damaged = Buffer.from(published());
    damaged[1000]! ^= 1;
    writeFileSync(weights(), damaged);
    await pullPrior();
    expect(hub.requests.map(({ path }) => path).filter((path) => path !== WEIGHTS)).toEqual([]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('goes on where the connection was cut', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 2 });
    await pullPrior();
    const ranges = asked(WEIGHTS).map(({ range }) => Number(/\d+/.exec(range!)![0]));
    expect(ranges).toEqual([0, 30_000, 60_000]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
    expect(readdirSync(join(weights(), '..')).sort()).toEqual([
      'config.json',
      'diffusion_pytorch_model.safetensors',
    ]);
  });

  it('goes on in a later run where an earlier one gave up', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 3 });
    // As long as anything comes it does not give up.
    hub.faults.push({ path: WEIGHTS, cutAfter: 0, times: 3 });
    await expect(pullPrior()).rejects.toThrow(
      /broke off after \d+ of \d+ bytes: .*given up after 3 tries/,
    );
    const part = readFileSync(`${weights()}.part`);
    expect(part.length).toBe(90_000);
    expect(part.equals(published().subarray(0, part.length))).toBe(true);
    hub.requests.length = 0;
    await pullPrior();
    expect(asked(WEIGHTS).map(({ range }) => range)).toEqual([`bytes=${part.length}-`]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('starts again when the file has changed in between', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 1 });
    hub.faults.push({ path: WEIGHTS, cutAfter: 0, times: 3 });
    await expect(pullPrior()).rejects.toThrow('broke off');
    const changed = Buffer.from(published());
    changed[10]! ^= 1;
    hub.repositories.get(PRIOR)!.files.set(WEIGHTS, changed);
    hub.requests.length = 0;
    await pullPrior();
    expect(asked(WEIGHTS).map(({ range }) => range)).toEqual(['bytes=0-']);
    expect(readFileSync(weights()).equals(changed)).toBe(true);
  });

  it('starts again when the server sends the whole file in spite of a range', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 1 });
    hub.ignoresRanges = true;
    await pullPrior();
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('tries again when the server is busy, and no more often than it should', async () => {
    hub.faults.push({ path: WEIGHTS, status: 503, times: 2 });
    await pullPrior();
    expect(asked(WEIGHTS)).toHaveLength(3);
    rmSync(weights());
    hub.faults.push({ path: WEIGHTS, status: 503, times: 99 });
    await expect(pullPrior()).rejects.toThrow(/answered 503 .*given up after 3 tries/);
  });

  it.each([WEIGHTS, 'prior/config.json'])('refuses %s with a wrong checksum', async (path) => {
    hub.corrupts = (name) => name === path;
    await expect(pullPrior()).rejects.toThrow(`${PRIOR}/${path} arrived damaged`);
    expect(existsSync(join(to, 'wuerstchen-prior', path))).toBe(false);
    expect(asked(path)).toHaveLength(2);
  });

  it('shows its token to the Hub and to nobody else', async () => {
    hub.repositories.get(PRIOR)!.token = 'hf_secret';
    await pullPrior('hf_secret');
    const hosts = { hub: new Set<string | null>(), cdn: new Set<string | null>() };
    for (const { host, token } of hub.requests) hosts[host].add(token);
    expect([...hosts.hub]).toEqual(['hf_secret']);
    expect([...hosts.cdn]).toEqual([null]);
  });

  it('says what to do where it may not read', async () => {
    const repository = hub.repositories.get(PRIOR)!;
    repository.token = 'hf_secret';
    await expect(pullPrior()).rejects.toThrow(
      /the Hub wants a token \(401\).*\/settings\/tokens, and set it as HF_TOKEN/,
    );
    await expect(pullPrior('hf_other')).rejects.toThrow(
      'does not accept the token from HF_TOKEN (401)',
    );
    delete repository.token;
    repository.gated = true;
    await expect(pullPrior('hf_other')).rejects.toThrow(
      new RegExp(`${PRIOR} is gated \\(403\\). Open ${hub.url}/${PRIOR} signed in`),
    );
  });

  it('names a revision that is not there', async () => {
    await expect(pull([PRIOR], to, options(), 'v9')).rejects.toThrow(
      `${PRIOR} has no branch, tag or commit v9 (404)`,
    );
    await expect(pull([`${PRIOR}@refs/pr/7`], to, options())).rejects.toThrow('commit refs/pr/7');
  });

  it('names what a repository lacks', async () => {
    const { files } = hub.repositories.get(PRIOR)!;
    files.delete('tokenizer/tokenizer.json');
    await expect(pullPrior()).rejects.toThrow(`${PRIOR} lacks tokenizer/tokenizer.json.`);
    files.delete(WEIGHTS);
    await expect(pullPrior()).rejects.toThrow(
      'expected safetensors weights in prior/; found only prior/diffusion_pytorch_model.bin',
    );
    files.clear();
    await expect(pullPrior()).rejects.toThrow('neither model_index.json nor config.json');
  });

  it('refuses another model before its weights come', async () => {
    const index = { _class_name: 'StableDiffusionXLPipeline' };
    hub.repositories.get(PRIOR)!.files.set('model_index.json', Buffer.from(JSON.stringify(index)));
    await expect(pullPrior()).rejects.toThrow('which is Stable Diffusion XL');
    expect(asked(WEIGHTS)).toEqual([]);
  });

  it('brings shards by their index, and no name that leads elsewhere', async () => {
    const { files } = hub.repositories.get(PRIOR)!;
    files.set('prior/model-00001-of-00001.safetensors', published());
    files.delete(WEIGHTS);
    const index = (shard: string) =>
      files.set(
        `${WEIGHTS}.index.json`,
        Buffer.from(JSON.stringify({ weight_map: { 'projection.weight': shard } })),
      );
    index('../../../outside.safetensors');
    await expect(pullPrior()).rejects.toThrow('received ../../../outside.safetensors');
    index('model-00001-of-00001.safetensors');
    await pullPrior();
    expect(existsSync(join(weights(), '../model-00001-of-00001.safetensors'))).toBe(true);
  });

  it('does not leave older weights beside those of a repository', async () => {
    mkdirSync(join(weights(), '..'), { recursive: true });
    writeFileSync(join(weights(), '../model.safetensors'), 'old');
    await expect(pullPrior()).rejects.toThrow(/holds model\.safetensors.*Remove it/);
  });

  it('says so where the folder cannot be made', async () => {
    const file = join(to, 'file');
    writeFileSync(file, '');
    await expect(pull([PRIOR], file, options())).rejects.toThrow(`its part ${file} is a file`);
    writeFileSync(join(to, 'wuerstchen-prior'), '');
    await expect(pullPrior()).rejects.toThrow('expected a folder; found a file');
  });

  it('completes a prior that is published alone', async () => {
    const alone = 'warp-ai/wuerstchen-prior-model-base';
    const files = new Map(
      ['config.json', 'diffusion_pytorch_model.safetensors'].map((name) => [
        name,
        hub.repositories.get(PRIOR)!.files.get(`prior/${name}`)!,
      ]),
    );
    hub.repositories.set(alone, { files, lfs: (path) => path.endsWith('.safetensors') });
    const [prior] = await pull([alone], to, options());
    const decoder = `${REFERENCE}/decoder`;
    const out = join(to, 'package');
    await exportPackage({ prior: prior!, decoder, out, precision: 'f16' });
    expect(lines[0]).toMatch(/prior-model-base at \w+, around it warp-ai\/wuerstchen-prior at/);
  });

  it('gets a compressor, which is one network by itself', async () => {
    const name = 'warp-ai/EfficientNetEncoder';
    const files = new Map(
      ['config.json', 'diffusion_pytorch_model.safetensors'].map((file) => [
        file,
        readFileSync(`${REFERENCE}/compressor-efficientnet/${file}`),
      ]),
    );
    hub.repositories.set(name, { files, lfs: (path) => path.endsWith('.safetensors') });
    const [compressor] = await pull([name], to, options());
    expect(readdirSync(compressor!).sort()).toEqual([
      'config.json',
      'diffusion_pytorch_model.safetensors',
    ]);
    const [prior, decoder] = ['prior', 'decoder'].map((half) => `${REFERENCE}/${half}`);
    const out = join(to, 'package');
    const sources = { prior: prior!, decoder: decoder!, compressor };
    const { imageEncoders } = await exportPackage({ ...sources, out, precision: 'f16' });
    expect(Object.keys(imageEncoders!.networks)).toEqual(['compressor', 'vqgan-encode']);
  });

  it('looks for room before it begins, and says so when the disk runs full', async () => {
    await expect(pullPrior(undefined, { freeBytes: () => Promise.resolve(1000) })).rejects.toThrow(
      /more to download, and the disk has 0\.00 GB free/,
    );
    if (existsSync('/dev/full')) {
      // A device that is always full takes the place of the first thing that is written.
      const etag = join(to, 'wuerstchen-prior', 'tokenizer/tokenizer.json.part.etag');
      mkdirSync(join(etag, '..'), { recursive: true });
      symlinkSync('/dev/full', etag);
      await expect(pullPrior()).rejects.toThrow(/The disk is full: .*what is here stays/);
    }
  });

  it('stops when it is told to, and keeps what it has', async () => {
    const controller = new AbortController();
    const stop = pullPrior(undefined, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stop).rejects.toMatchObject({ name: 'AbortError' });
    await pullPrior();
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('refuses names that are none, and two of one name', async () => {
    await expect(pull(['wuerstchen'], to, options())).rejects.toThrow('Expected a repository');
    await expect(pull(['a/x', 'b/x'], to, options())).rejects.toThrow('would both go to');
  });
});

describe('what export takes', () => {
  it('is a folder as it is, or a repository by name', async () => {
    const get = () => options();
    expect(await checkpointFolder(REFERENCE, to, get)).toBe(REFERENCE);
    const folder = await checkpointFolder(PRIOR, to, get);
    expect(folder).toBe(join(to, PRIOR));
    expect(existsSync(join(folder, WEIGHTS))).toBe(true);
    await expect(checkpointFolder('./nowhere/at/all', to, get)).rejects.toThrow(
      'expected a folder, or a repository on the Hub',
    );
  });
});

describe('the environment', () => {
  it('gives the endpoint and the token', () => {
    const home = join(to, 'home');
    mkdirSync(join(home, 'huggingface'), { recursive: true });
    writeFileSync(join(home, 'huggingface/token'), 'hf_file\n');
    expect(hubFromEnvironment({ XDG_CACHE_HOME: home })).toEqual({
      endpoint: 'https://huggingface.co',
      token: { value: 'hf_file', origin: join(home, 'huggingface/token') },
    });
    expect(
      hubFromEnvironment({ HF_ENDPOINT: 'https://mirror.test/', HF_TOKEN: 'hf_1', HF_HOME: to }),
    ).toEqual({ endpoint: 'https://mirror.test', token: { value: 'hf_1', origin: 'HF_TOKEN' } });
    expect(hubFromEnvironment({ HF_HOME: to }).token).toBe(null);
    cpSync(join(home, 'huggingface/token'), join(to, 'token'));
    expect(() => hubFromEnvironment({ HF_TOKEN: 'secret' })).toThrow('those begin with hf_');
  });

  it('knows the names of repositories', () => {
    expect(parseRepository('a/b')).toEqual({ name: 'a/b', revision: 'main' });
    expect(parseRepository('a/b@refs/pr/1', 'x')).toEqual({ name: 'a/b', revision: 'refs/pr/1' });
    expect(parseRepository('../b')).toBe(null);
    expect(parseRepository('a/b/c')).toBe(null);
  });
});

describe('progress', () => {
  it('tells bytes, speed and time left', () => {
    let nowMs = 0;
    const meter = new Meter(10e9, () => nowMs);
    meter.add('old', 4e9, 0);
    nowMs = 5000;
    const state = meter.add('new', 1e9, 1e9);
    expect(describeProgress(state)).toBe('5.00 of 10.00 GB, 200.0 MB/s, 25 s left');
    nowMs = 60_000;
    expect(meter.add('new', 1.1e9, 0.1e9).bytesPerSecond).toBeLessThan(20e6);
  });
});
