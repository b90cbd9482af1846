import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/package/manifest.ts';
import { dequantiseGraph } from '../precision/dequantise-graph.ts';
import { HeavyCheckpoint } from '../precision/heavy-checkpoint.ts';
import { makeFeeds, runGraph } from '../precision/run-graph.ts';
import { smallSources } from '../precision/small-networks.ts';
import { findVulkan } from '../node/vulkan.ts';
import type { NodeProvider } from '../node/engine.ts';
import { writeNetworksOf, type WrittenNetworks } from '../precision/written-networks.ts';
import { compare } from '../../src/verify/compare.ts';

/**
 * Quantised graphs against the same weights as float32: what ONNX Runtime computes from blocks is
 * what the quantiser meant. How far the weights themselves are off: `quantise.test.ts`.
 */

const folder = mkdtempSync(join(tmpdir(), 'quantised-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES: NetworkName[] = [
  ...(['prior-text-encoder', 'prior-condition', 'prior-step'] as const),
  ...(['decoder-condition', 'decoder-step', 'vqgan-decode'] as const),
];

const hasGpu = findVulkan();

describe.each(['q8', 'q4'] as const)('%s', (precision) => {
  let networks: WrittenNetworks;
  beforeAll(async () => {
    const sources = smallSources(64, 1);
    networks = await writeNetworksOf(folder, sources, new HeavyCheckpoint(), precision);
  });

  it.each(NAMES)('%s computes with the weights that are stored', async (name) => {
    const spec = await networks.graph(name, { attention: 'decomposed', arithmetic: 'f32' });
    const quantised = spec.nodes.filter(({ opType }) =>
      ['MatMulNBits', 'GatherBlockQuantized'].includes(opType),
    );
    expect(quantised.length).toBeGreaterThan(0);
    const feeds = makeFeeds(spec);
    const reference = await runGraph(dequantiseGraph(spec, folder), folder, feeds);
    const providers: NodeProvider[] = hasGpu && name === 'prior-step' ? ['cpu', 'webgpu'] : ['cpu'];
    for (const provider of providers) {
      const actual = await runGraph(spec, folder, feeds, provider);
      for (const [output, expected] of reference) {
        const { relative, maximum } = compare(actual.get(output)!, expected);
        if (output === 'rgba')
          expect(maximum).toBeLessThanOrEqual(65793); // a level of R, G and B
        else expect([provider, output, relative < 1e-5]).toEqual([provider, output, true]);
      }
    }
  });
});
