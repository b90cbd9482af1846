import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packageFiles, parseManifest, PIECE_BYTES, type Manifest } from './manifest.ts';

const builtin = JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')) as Manifest;

/** A copy of the built-in model's manifest with one field, by its path, given another value. */
function withField(path: string, value: unknown): unknown {
  const json: unknown = structuredClone(builtin);
  const keys = path.split('.');
  const last = keys.pop()!;
  let parent = json as Record<string, unknown>;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  parent[last] = value;
  return json;
}

function complaint(json: unknown): string {
  try {
    parseManifest(json);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Expected the manifest to be refused');
}

const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item);
const [graph] = builtin.networks['prior-step'].graphs;
const [shard] = builtin.networks['prior-step'].data;
const PHRASE = { phrase: 'by the sea' };

describe('every number and count has a bound', () => {
  it.each<[string, unknown, string?]>([
    ['prior.timeChannels', 1e9],
    ['prior.channels', 1e6],
    ['decoder.timeChannels', 1e9],
    ['decoder.effnetLevels', many(33, { name: '1', divisor: 4 })],
    ['decoder.effnetLevels.0.divisor', 1e9],
    ['prior.sampling.steps', 1001],
    ['decoder.sampling.maxSteps', 1e9],
    ['prior.sampling.maxGuidance', 1e300],
    ['prior.sampling.solvers', many(21, 'ddpm')],
    ['geometry.resolutionMultiple', 1e-9],
    ['geometry.latentDimScale', 1e9],
    ['geometry.decoderMultiple', 1e9],
    ['geometry.pixelsPerLatent', 65],
    ['geometry.maxSide', 16385],
    ['vqgan.halo', 1e9],
    ['scheduler.s', -1],
    ['scheduler.scaler', Infinity],
    ['textEncoders.prior.maxLength', 1e6],
    ['textEncoders.decoder.hiddenSize', 1e9],
    ['textEncoders.prior.padTokenId', 2 ** 31],
    ['networks.prior-step.parameters', 1e14],
    ['networks.prior-step.multiplyAdds', { one: Infinity }, 'networks.prior-step.multiplyAdds.one'],
    [
      'networks.prior-step.multiplyAdds',
      Object.fromEntries(many(201, 1).map((one, i) => [`k${i}`, one])),
    ],
    ['networks.prior-step.graphs', many(51, graph)],
    ['networks.prior-step.graphs.0.largestTensorBytes', 2 ** 51],
    ['networks.prior-step.data', many(1001, shard)],
    ['networks.prior-step.data.0.sizeBytes', 2 ** 37],
    ['networks.prior-step.data.0.pieces', many(2 ** 14 + 1, shard!.sha256)],
    [
      'networks',
      {
        ...Object.fromEntries(many(100_000, 1).map((one, i) => [`n${i}`, one])),
        ...builtin.networks,
      },
    ],
    ['preview.weights', many(4, [1])],
    ['preview.weights.0', many(257, 0)],
    ['preview.bias', [0, 0, 1e300], 'preview.bias.2'],
    ['id', 'a'.repeat(101)],
    ['name', 'a'.repeat(201)],
    ['description', 'a'.repeat(4001)],
    ['limits', many(51, 'none')],
    ['prompts', many(201, 'a house')],
    ['prompts', ['a'.repeat(1001)], 'prompts.0'],
    ['vocabulary', many(200_001, 'a')],
    ['vocabulary', ['a'.repeat(101)], 'vocabulary.0'],
    ['otherWords', many(200_001, 'a')],
    ['nearest', many(5001, { suggest: 'a', words: [] })],
    ['nearest', [{ suggest: 'a', words: many(2001, 'b') }], 'nearest.0.words'],
    ['presets.fine.prior.steps', 1e9],
    ['completion', many(21, { kind: 'place', named: [], phrases: [] })],
    ['completion.0.kind', 'a'.repeat(41)],
    ['completion.0.named', many(2001, 'sea')],
    ['completion.0.phrases', many(501, PHRASE)],
    [
      'completion.0.phrases',
      [{ ...PHRASE, when: many(2001, 'sea') }],
      'completion.0.phrases.0.when',
    ],
    [
      'completion.0.phrases',
      [{ ...PHRASE, labels: { de: 'a'.repeat(201) } }],
      'completion.0.phrases.0.labels.de',
    ],
  ])('%s', (field, value, named = field) => {
    const [head, ...lines] = complaint(withField(field, value)).split('\n');
    expect(head).toBe('manifest.json is not a valid model package:');
    expect(lines.some((line) => line.startsWith(`${named}: `))).toBe(true);
  });

  it('and a complaint has one, however much is wrong', () => {
    const words = many(50_000, 1);
    const nearest = many(500, { suggest: 1, words: many(100, 1) });
    // With one for each of two million words it took 11 s and 1.3 GB.
    const message = complaint({ ...builtin, vocabulary: words, otherWords: words, nearest });
    expect(message.split('\n')).toHaveLength(4);
    expect(complaint({ ...builtin, format: 'x'.repeat(1e6) }).length).toBeLessThan(500);
  });
});

describe('packages that pass with room', () => {
  /** Each list as often as asked for, where its bound is meant for longer ones. */
  const grown = (times: number): Manifest => {
    const longer = <T>(list: readonly T[] = []) => many(times, list).flat();
    const json = structuredClone(builtin);
    for (const encoder of Object.values(json.textEncoders)) encoder.hiddenSize *= times;
    for (const network of Object.values(json.networks)) network.parameters *= times;
    return {
      ...json,
      description: json.description.repeat(times),
      limits: longer(json.limits),
      prompts: longer(json.prompts),
      vocabulary: longer(json.vocabulary),
      otherWords: longer(json.otherWords),
      nearest: longer(json.nearest),
    };
  };

  it('the built-in one, and one ten times as large', () => {
    expect(parseManifest(builtin)).toMatchObject({ id: builtin.id });
    expect(parseManifest(grown(10)).vocabulary).toHaveLength(10 * builtin.vocabulary!.length);
  });

  /** In float32, where it is largest: docs/published.md. */
  it('the published model, in float32, of four times its size', () => {
    const json = grown(1);
    const bytes = 4 * 11.62e9;
    const shardBytes = 2 ** 27;
    const sha256 = (i: number) => i.toString(16).padStart(64, '0');
    json.networks['prior-step'].data = Array.from(
      { length: Math.ceil(bytes / shardBytes) },
      (_, i) => ({
        path: `prior-step.${i}.bin`,
        sizeBytes: shardBytes,
        sha256: sha256(i),
        pieces: many(shardBytes / PIECE_BYTES, sha256(i)),
      }),
    );
    json.networks['prior-step'].parameters = 4 * 3.1e9;
    json.textEncoders.prior.hiddenSize = 4 * 1280;
    json.geometry.maxSide = 4 * 1536;
    for (const { sampling } of [json.prior, json.decoder]) {
      Object.assign(sampling, { maxSteps: 4 * 200, maxGuidance: 4 * 20 });
    }
    expect(packageFiles(parseManifest(json)).length).toBeGreaterThan(346);
    expect(JSON.stringify(json).length).toBeLessThan(2 ** 20);
  });
});

describe('what cannot be true is refused', () => {
  const otherHash = 'f'.repeat(64);
  const added = (file: Partial<NonNullable<typeof shard>>) =>
    withField('networks.prior-step.data', [
      ...builtin.networks['prior-step'].data,
      { ...shard, ...file },
    ]);

  it('one path with two hashes', () => {
    expect(complaint(added({ sha256: otherHash }))).toContain(
      `${shard!.path}: Expected one SHA-256, received ${shard!.sha256} and ${otherHash}`,
    );
  });

  it.each(['elsewhere.bin', shard!.path])('one hash with two lengths: %s', (path) => {
    expect(complaint(added({ path, sizeBytes: 1, pieces: undefined }))).toContain(
      `${path}: Expected one length for SHA-256 ${shard!.sha256}, received ${shard!.sizeBytes} and 1 bytes`,
    );
  });

  it('one hash with other pieces', () => {
    const pieces = many(Math.ceil(shard!.sizeBytes / PIECE_BYTES), otherHash);
    expect(complaint(added({ path: 'elsewhere.bin', pieces }))).toMatch(
      /elsewhere\.bin: Expected the same pieces wherever/,
    );
  });

  it('but one content may have two names, and one file be named twice', () => {
    expect(parseManifest(added({ path: 'elsewhere.bin' })).id).toBe(builtin.id);
    expect(parseManifest(added({})).id).toBe(builtin.id);
  });
});
