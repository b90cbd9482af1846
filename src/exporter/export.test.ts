import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEncoderRuntime } from '../../models/node/encoder-runtime.ts';
import { writeRandomCheckpoints } from '../../models/random/checkpoint.ts';
import { exportPackage, type ExportOptions } from './export.ts';
import { readHeader } from './formats/safetensors.ts';
import { haveSameTextEncoder, readPlanInput, repositoryOf } from './plan-input.ts';
import type { SourceFile, SourceLifecycle } from './ports.ts';
import { memoryPool, memoryRepository, MemorySink, memorySource } from './testing/memory.ts';
import { sourceKey } from './weights/stored-tensor.ts';

/** The core without files and threads, as a browser runs it. */

const folder = mkdtempSync(join(tmpdir(), 'core-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file below a folder, by its path there. */
function filesIn(root: string): Map<string, Uint8Array> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(root, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(root, path))]));
}

const repositoriesIn = (prior: string, decoder: string): ExportOptions['repositories'] => ({
  prior: memoryRepository('prior', filesIn(prior)),
  decoder: memoryRepository('decoder', filesIn(decoder)),
});

const REFERENCE = 'models/reference/checkpoint';
const reference = () => repositoriesIn(join(REFERENCE, 'prior'), join(REFERENCE, 'decoder'));

const run = (sink: MemorySink, options: Partial<ExportOptions> = {}, lanes = 2) =>
  exportPackage({
    repositories: reference(),
    precision: 'q4',
    sink,
    openPool: (input) => memoryPool(input, sink, lanes),
    runtime: nodeEncoderRuntime,
    ...options,
  });

it('writes the same files as on the disk, to the last byte', async () => {
  const sink = new MemorySink();
  await run(sink);
  const hashes = [...sink.files]
    .filter(([name]) => !/-empty-text\.|^empty-text/.test(name))
    .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}`);
  const table = readFileSync('models/testing/hashes/export.q4.sha256', 'utf8').split('\n');
  const expected = table.filter((line) => line !== '' && !/ (empty-text|manifest)/.test(line));
  expect(hashes.sort()).toEqual(expected.sort());
});

it('a cancelled export leaves finished shards, and the next one goes on from them', async () => {
  const sink = new MemorySink();
  const whole = await run(new MemorySink());
  const stop = new AbortController();
  const onProgress: ExportOptions['onProgress'] = ({ doneBytes, totalBytes }) => {
    if (doneBytes > totalBytes / 2) stop.abort();
  };
  const cancelled = run(sink, { onProgress, signal: stop.signal }, 1);
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect(sink.abandoned).toBe(1);
  expect(sink.unfinished).toBe(0);

  const resumed: number[] = [];
  expect(await run(sink, { onResumed: (shards) => resumed.push(shards) })).toEqual(whole);
  expect(resumed[0]).toBeGreaterThan(0);
});

it('repositories that state the same hash for both text encoders are not read to compare them', async () => {
  const files = filesIn(join(REFERENCE, 'prior'));
  const path = 'text_encoder/model.safetensors';
  const withHash = (repository: ReturnType<typeof memoryRepository>, sha256: string) => ({
    ...repository,
    list: async () =>
      (await repository.list()).map((file) => (file.path === path ? { ...file, sha256 } : file)),
  });
  const { prior, decoder } = reference();
  const bothPriors = { prior, decoder: memoryRepository('copy', files) };
  const input = await readPlanInput({ prior, decoder }, { precision: 'q4' });
  const asIfShared = {
    ...input,
    networks: { ...input.networks, decoderText: input.networks.priorText },
  };
  expect(await haveSameTextEncoder(bothPriors, asIfShared)).toBe(true);
  const refused = () => Promise.reject(new Error('read'));
  const stated = (ours: string, theirs: string) => ({
    prior: { ...withHash(prior, ours), open: refused },
    decoder: { ...withHash(bothPriors.decoder, theirs), open: refused },
  });
  expect(await haveSameTextEncoder(stated('aa', 'aa'), asIfShared)).toBe(true);
  expect(await haveSameTextEncoder(stated('aa', 'bb'), asIfShared)).toBe(false);
});

describe('weight files', () => {
  let sharded: ExportOptions['repositories'];
  beforeAll(async () => {
    const [prior, decoder] = await writeRandomCheckpoints({
      out: join(folder, 'random'),
      configs: writeConfigs(),
      dtype: 'f32',
      shardBytes: 60_000,
      seed: 7,
      onLine: () => undefined,
    });
    sharded = repositoriesIn(prior!, decoder!);
  });

  /** The reference configs under the published repositories' names. */
  function writeConfigs(): string {
    const configs = join(folder, 'configs');
    for (const [from, to] of [
      ['prior', 'wuerstchen-prior'],
      ['decoder', 'wuerstchen'],
    ] as const) {
      cpSync(join(REFERENCE, from), join(configs, to), { recursive: true });
    }
    return configs;
  }

  /** Notes what is held, and for how long. */
  function watched(
    repositories: ExportOptions['repositories'],
    events: string[],
    failAt = Infinity,
  ): SourceLifecycle & { most: () => number } {
    let held = 0;
    let most = 0;
    const note = (what: string, file: SourceFile) => events.push(`${what} ${sourceKey(file)}`);
    return {
      most: () => most,
      acquire: async (file) => {
        note('acquire', file);
        if (events.length > failAt) throw new Error(`${sourceKey(file)} did not come`);
        held++;
        most = Math.max(most, held);
        return repositoryOf(repositories, file).open(file.path);
      },
      release: (file, isDone) => {
        note(isDone ? 'release' : 'return', file);
        held--;
        return Promise.resolve();
      },
    };
  }

  const acquired = (events: string[]) => events.filter((event) => event.startsWith('acquire'));
  const released = (events: string[]) => events.filter((event) => /^(release|return) /.test(event));

  it.each([1, 2])(
    'of which one shard needs several come all the same, each once and in order, with %i lanes',
    async (lanes) => {
      const events: string[] = [];
      const lifecycle = watched(sharded, events);
      const sink = new MemorySink();
      await run(sink, { repositories: sharded, lifecycle, precision: 'f32' }, lanes);
      const files = acquired(events);
      expect(new Set(files).size).toBe(files.length);
      expect(files.length).toBeGreaterThan(8);
      expect(released(events).sort()).toEqual(
        files.map((event) => event.replace('acquire', 'release')).sort(),
      );
      expect(files.findIndex((event) => event.includes('prior/text_encoder'))).toBe(0);
      expect(files.at(-1)).toContain('decoder/vqgan');
    },
  );

  it('that lie in one file each are held two at a time, one ahead', async () => {
    const events: string[] = [];
    const repositories = reference();
    const lifecycle = watched(repositories, events);
    await run(new MemorySink(), { repositories, lifecycle }, 2);
    expect(lifecycle.most()).toBe(2);
    const first = released(events)[0]!.replace('release ', '');
    const second = acquired(events)[1]!;
    expect(first).toBe('prior/text_encoder/model.safetensors');
    // The next one is made ready while the first is converted.
    expect(events.indexOf(second)).toBeLessThan(events.indexOf(`release ${first}`));
  });

  it('that are still to come are not waited for when a shard fails', async () => {
    const path = 'text_encoder/model.safetensors';
    const files = filesIn(join(REFERENCE, 'prior'));
    const damaged = Uint8Array.from(files.get(path)!);
    const { tensors } = await readHeader(path, memorySource(damaged));
    const { start } = tensors.get('text_model.embeddings.token_embedding.weight')!;
    damaged.fill(0xff, start, start + 4);
    const { decoder } = reference();
    const prior = memoryRepository('prior', new Map([...files, [path, damaged]]));
    const repositories = { prior, decoder };
    const events: string[] = [];
    const inner = watched(repositories, events);
    const lifecycle: SourceLifecycle = {
      async acquire(file, signal) {
        const source = await inner.acquire(file, signal);
        if (file.path === path && file.repository === 'prior') return source;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      },
      release: (file, isDone) => inner.release(file, isDone),
    };
    const failing = run(new MemorySink(), { repositories, lifecycle }, 1);
    await expect(failing).rejects.toThrow(/has NaN at .*; expected a finite number/);
    // Unused, another run may go on with it.
    expect(released(events)).toEqual([`return prior/${path}`]);
  });

  it('that do not come fail the export with their own error, and the others are released', async () => {
    const events: string[] = [];
    const sink = new MemorySink();
    const repositories = reference();
    const failing = run(sink, { repositories, lifecycle: watched(repositories, events, 3) });
    await expect(failing).rejects.toThrow('did not come');
    expect(released(events)).toHaveLength(acquired(events).length - 1);
    expect(sink.unfinished).toBe(0);
  });
});
