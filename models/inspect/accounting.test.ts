import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geometryFor } from '../../src/diffusion/geometry.ts';
import { networkEntry, parseManifest } from '../../src/package/manifest.ts';
import { parameterCount } from './accounting.ts';
import { evaluateCosts } from '../../src/diffusion/costs.ts';
import { sumCosts } from '../../src/exporter/costs.ts';
import { inspect } from './inspect.ts';
import { reportNetwork } from './checkpoint.ts';
import { plannedBytes, survey } from '../../src/exporter/plan-networks.ts';
import { openCheckpoint } from '../node/checkpoint.ts';

/** The published networks from their configs alone: no weights, only shapes. */

const PUBLISHED = 'models/published';
const CHECKPOINT = 'models/reference/checkpoint';

const sizes = (side: number) => ({
  geometry: geometryFor(side, side, {
    resolutionMultiple: 42.67,
    latentDimScale: 10.67,
    decoderMultiple: 16,
    pixelsPerLatent: 4,
    minSide: 256,
    maxSide: 1536,
  }),
  text: 77,
  halves: 1 as const,
});

const gigaMacs = (sums: Record<string, number>, side: number) =>
  Math.round(evaluateCosts(sums, sizes(side)) / 1e9);

// Parameters in millions and multiply-adds in billions at 512, 768, 1024 and 1536 pixels, as
// docs/published.md has them; then what is left for each run after folding, at 1024 pixels.
const NETWORKS = [
  {
    folder: 'wuerstchen-prior/prior',
    millions: 993.6,
    before: [151, 324, 577, 1368],
    after: { 'prior-condition': [79.9, 18], 'prior-step': [913.6, 559] },
  },
  {
    folder: 'wuerstchen/decoder',
    millions: 1055.4,
    before: [321, 749, 1429, 3896],
    after: { 'decoder-condition': [53.5, 14], 'decoder-step': [795.1, 1172] },
  },
  {
    folder: 'wuerstchen/vqgan',
    millions: 18.4,
    before: [272, 611, 1086, 2444],
    after: { 'vqgan-decode': [15.7, 1086] },
  },
  {
    folder: 'wuerstchen-prior/text_encoder',
    millions: 693.0,
    before: [49, 49, 49, 49],
    after: { 'prior-text-encoder': [693.0, 49] },
  },
  {
    folder: 'wuerstchen/text_encoder',
    millions: 353.0,
    before: [24, 24, 24, 24],
    after: { 'prior-text-encoder': [353.0, 24] },
  },
];

describe.each(NETWORKS)('the published $folder', async ({ folder, millions, before, after }) => {
  const { published, exported } = await reportNetwork(join(PUBLISHED, folder));

  it('has the published parameters', () => {
    expect(parameterCount(published) / 1e6).toBeCloseTo(millions, 1);
  });

  it('costs what was derived', () => {
    const sums = sumCosts(published.costs);
    expect([512, 768, 1024, 1536].map((side) => gigaMacs(sums, side))).toEqual(before);
  });

  it('is smaller and cheaper after folding', () => {
    const found = exported.f32.map(({ name, parameters, multiplyAdds }) => [
      name,
      [Math.round(parameters / 1e5) / 10, gigaMacs(multiplyAdds, 1024)],
    ]);
    expect(Object.fromEntries(found)).toEqual(after);
  });

  it('has every tensor that the exporter asks for, in its shape', async () => {
    const { source } = await reportNetwork(join(PUBLISHED, folder));
    const { tensors } = survey(source, (name) => published.tensors.has(name));
    for (const [name, shape] of tensors)
      expect([name, published.tensors.get(name)]).toEqual([name, shape]);
    const rest = [...published.tensors.keys()].filter((name) => !tensors.has(name));
    expect(rest.filter((name) => !source.isRest(name))).toEqual([]);
  });
});

describe('the compressor', () => {
  it.each([
    ['published/EfficientNetEncoder', 20.1],
    ['reference/checkpoint/compressor-efficientnet', 0.1],
    ['reference/checkpoint/compressor-semantic', 0.04],
  ])(
    'has every tensor that the exporter asks for, and costs what was counted: %s',
    async (folder, millions) => {
      const { published, exported, source } = await reportNetwork(join('models', folder));
      const { tensors } = survey(source, (name) => published.tensors.has(name));
      expect([...tensors].sort()).toEqual([...published.tensors].sort());
      expect(exported.f32.map(({ name }) => name)).toEqual(['compressor']);
      const [network] = exported.f32;
      // Norms are folded, and nothing else is: no product is computed more often or less.
      expect(network!.multiplyAdds).toEqual(sumCosts(published.costs));
      expect(network!.parameters).toBeLessThan(parameterCount(published));
      expect(network!.parameters / 1e6).toBeCloseTo(millions, 1);
    },
  );
});

describe('the whole published package', () => {
  /** Tokenizers, encodings of "" and the manifest. */
  const BESIDES = 6e6;

  it.each([
    ['f16', 5.7],
    ['q8', 3.1],
    ['q4', 1.8],
  ] as const)('at %s has at most %d GB', async (precision, gigabytes) => {
    let bytes = BESIDES;
    for (const { folder } of NETWORKS) {
      const { exported } = await reportNetwork(join(PUBLISHED, folder));
      const networks = exported[precision];
      bytes += plannedBytes(networks);
      for (const { graphs } of networks) {
        for (const { graph } of graphs) {
          bytes += graph.sizeBytes((plan) =>
            plan.shards().map(() => `${plan.name}.0123456789ab.bin`),
          );
        }
      }
    }
    expect(bytes).toBeLessThan(gigabytes * 1e9);
    expect(bytes).toBeGreaterThan(0.97 * gigabytes * 1e9);
  });

  it('is within the bounds of a manifest, and would be with ten times as much', async () => {
    const manifest = parseManifest(
      JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')),
    );
    for (const { folder } of NETWORKS) {
      for (const planned of (await reportNetwork(join(PUBLISHED, folder))).exported.f32) {
        const { name, parameters, multiplyAdds, weights } = planned;
        const [network, shards] = [
          networkEntry(manifest, name)!,
          weights.flatMap((it) => it.shards()),
        ];
        network.parameters = 10 * parameters;
        network.multiplyAdds = Object.fromEntries(
          Object.entries(multiplyAdds).flatMap(([key, value]) =>
            Array.from({ length: 10 }, (_, i) => [`${key}*${i}`, 10 * value]),
          ),
        );
        network.data = Array.from({ length: 10 * shards.length }, () => network.data[0]!);
      }
    }
    const read = parseManifest(manifest);
    const shards = Object.values(read.networks).map(({ data }) => data.length);
    expect(Math.max(...shards)).toBeGreaterThan(10 * 20);
  });
});

describe.each(['prior/prior', 'prior/text_encoder', 'decoder/decoder', 'decoder/vqgan'])(
  "PyTorch's own %s",
  (folder) => {
    it('has exactly the tensors that are counted', async () => {
      const { published } = await reportNetwork(join(CHECKPOINT, folder));
      const checkpoint = await openCheckpoint(join(CHECKPOINT, folder));
      const shapes = [...checkpoint.infos()]
        // BatchNorm's statistics are no parameters.
        .filter(([name]) => !/running_(mean|var)$|num_batches_tracked$/.test(name))
        .map(([name, { shape }]) => [name, shape] as const);
      await checkpoint.close();
      expect(Object.fromEntries(shapes)).toEqual(Object.fromEntries(published.tensors));
    });
  },
);

describe('inspect', () => {
  it('tells of a checkpoint without weights what its configs say', async () => {
    const text = await inspect(join(PUBLISHED, 'wuerstchen'), '1024x1024');
    expect(text).toContain('decoder: WuerstchenDiffNeXt, 1055.4 M parameters');
    expect(text).toMatch(/c_hidden \[320,640,1280,1280\]/);
    expect(text).toContain('none here; everything below is from config.json alone');
    expect(text).toMatch(/computed from shapes +parameters +f32 MB +f16 MB +q8 MB +q4 MB/);
    expect(text).toMatch(/as published +1,055,365,280 +4221\.5 +2110\.7 +1428\.9/);
    expect(text).toMatch(/exported: decoder-step +795,077,792 .* 1172\.0/);
  });

  it('tells of one with weights whether they fit', async () => {
    const text = await inspect(join(CHECKPOINT, 'prior'));
    expect(text).toMatch(/weights: \d+ tensors, F32, 0\.2 MB; they fit config\.json/);
    expect(await inspect(join(CHECKPOINT, 'decoder/vqgan'))).toContain('PaellaVQModel');
  });
});
