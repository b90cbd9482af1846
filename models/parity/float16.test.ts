import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/package/manifest.ts';
import { dequantiseGraph } from '../precision/dequantise-graph.ts';
import { HeavyCheckpoint } from '../precision/heavy-checkpoint.ts';
import { makeFeeds, runGraph } from '../precision/run-graph.ts';
import { naiveFloat16, simulateFloat16 } from '../precision/simulate-float16.ts';
import { smallSources } from '../precision/small-networks.ts';
import { writeNetworksOf, type WrittenNetworks } from '../precision/written-networks.ts';
import { compare } from '../../src/verify/compare.ts';

/**
 * Activations beyond what float16 holds: Stage B's residual stream, GRN's products and the scaled Stage C
 * latent were seen to overflow elsewhere. Here all of them do, in every network.
 */

const LARGEST = 65504;

/**
 * The residual streams reach some 1e5, and GRN's products with them: by what is stored in float32
 * or has scales, for a float16 weight cannot be as large as that itself.
 */
const huge = (name: string): number => {
  if (/token_embedding/.test(name)) return 2e5;
  if (/^up_blocks\.0\.0\.bias$/.test(name)) return 2e6;
  if (/channelwise\.2\.gamma$/.test(name)) return 1e5;
  return 1;
};

const NETWORKS: NetworkName[] = [
  ...(['prior-text-encoder', 'prior-step', 'decoder-step', 'vqgan-decode'] as const),
];

const folder = mkdtempSync(join(tmpdir(), 'float16-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('activations beyond the largest float16', () => {
  let networks: WrittenNetworks;
  beforeAll(async () => {
    const checkpoint = new HeavyCheckpoint(huge);
    networks = await writeNetworksOf(folder, smallSources(64, 2), checkpoint, 'q8');
  });

  it.each(NETWORKS)('overflow naive float16, and not %s', async (name) => {
    const exact = dequantiseGraph(
      await networks.graph(name, { attention: 'decomposed', arithmetic: 'f32' }),
      folder,
    );
    const feeds = makeFeeds(exact);
    const expected = await runGraph(exact, folder, feeds);
    const naive = await runGraph(naiveFloat16(exact), folder, feeds);
    const half = await networks.graph(name, { attention: 'decomposed', arithmetic: 'f16' });
    const simulated = simulateFloat16(dequantiseGraph(half, folder));
    const actual = await runGraph(simulated.spec, folder, feeds);

    expect(simulated.bounds.length).toBeGreaterThan(5);
    for (const bound of simulated.bounds) expect(actual.get(bound)![0]).toBeLessThan(LARGEST);
    for (const [output, values] of expected) {
      const ours = actual.get(output)!;
      if (output === 'rgba') {
        // Bytes are clamped: NaN has become black, and what is right is mostly 0 or 255.
        const same = (picture: ArrayLike<number>) =>
          Array.from(values).filter((word, i) => word === picture[i]).length / values.length;
        expect(same(ours)).toBeGreaterThan(0.95);
        expect(same(naive.get(output)!)).toBeLessThan(0.5);
        continue;
      }
      expect(Array.from(naive.get(output)!).every(Number.isFinite)).toBe(false);
      const { relative } = compare(ours, values);
      if (process.env['SHOW_ERRORS'])
        console.log(`${name} ${output}: ${relative.toExponential(1)}`);
      expect(relative).toBeLessThan(1e-2);
    }
  });
});
