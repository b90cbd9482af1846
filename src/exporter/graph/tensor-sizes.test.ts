import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geometryFor } from '../../diffusion/geometry.ts';
import { BINDING_BYTES } from '../../engine/bands.ts';
import { stageABands } from '../../engine/stage-a.ts';
import { reportNetwork } from '../../../models/inspect/checkpoint.ts';
import type { PlannedNetwork } from '../plan-networks.ts';
import { haloRows, VqganConfigSchema } from '../networks/vqgan.ts';
import { effnetLevels } from '../networks/decoder.ts';
import { DecoderConfigSchema } from '../networks/decoder-config.ts';
import { readConfig } from '../../../models/node/json.ts';
import { graphOf, tensorSizes } from './tensor-sizes.ts';

/** Every tensor of the published networks at 1024 pixels, from their configs alone. */

const PUBLISHED = 'models/published';
const DECODER = join(PUBLISHED, 'wuerstchen/decoder');
const VQGAN = readConfig(join(PUBLISHED, 'wuerstchen/vqgan'), VqganConfigSchema);
const levels = effnetLevels(readConfig(DECODER, DecoderConfigSchema));
const constants = {
  ...{ resolutionMultiple: 42.67, latentDimScale: 10.67, decoderMultiple: 16, pixelsPerLatent: 4 },
  ...{ minSide: 256, maxSide: 1536, defaultWidth: 1024, defaultHeight: 1024 },
};
const geometry = geometryFor(1024, 1024, constants);

const planned = async (folder: string) =>
  (await reportNetwork(join(PUBLISHED, folder))).exported.q4;
const sizes = (network: PlannedNetwork, attention: string, arithmetic = 'f32') =>
  tensorSizes(graphOf(network, attention, arithmetic)!, geometry, levels);
const tooLarge = (tensors: ReturnType<typeof sizes>) =>
  tensors.filter(({ sizeBytes }) => sizeBytes > BINDING_BYTES);

it('no node has more outputs than the smallest WebGPU device binds beside its input', async () => {
  for (const folder of ['wuerstchen-prior/prior', 'wuerstchen/decoder', 'wuerstchen/vqgan']) {
    for (const network of await planned(folder)) {
      for (const { attention, arithmetic } of network.graphs) {
        const { nodes } = graphOf(network, attention, arithmetic)!;
        expect(Math.max(...nodes.map(({ outputs }) => outputs.length))).toBeLessThanOrEqual(7);
      }
    }
  }
});

describe('at 1024 pixels, guided', async () => {
  const step = (await planned('wuerstchen/decoder')).find(({ name }) => name === 'decoder-step')!;

  it('scores of all queries at once exceed 128 MiB in Stage B', () => {
    const [largest] = sizes(step, 'decomposed');
    expect(largest!.shape).toEqual([2, 10, 4096, 4173]);
    expect(sizes(step, 'fused')[0]!.shape).toEqual([2, 10, 4096, 4173]);
  });

  it.each(['f32', 'f16'])('chunked attention leaves only the hidden layers, %s', (arithmetic) => {
    const tensors = sizes(step, 'chunked', arithmetic);
    const scores = tensors.filter(({ opType }) => opType === 'Softmax');
    // 8 blocks of 16 parts, 28 of 4 and 8 of one.
    expect(scores).toHaveLength(8 * 16 + 28 * 4 + 8);
    expect(scores[0]!.shape).toEqual([2, 10, 256, 4173]);
    expect(tooLarge(scores)).toEqual([]);
    // Under guidance, which Stage B does without by default, the first level's are 160 MiB.
    const shapes = new Set(tooLarge(tensors).map(({ shape }) => shape.join()));
    expect([...shapes]).toEqual(['2,128,128,1280']);
  });

  it('nothing else does, Stage A apart', async () => {
    for (const folder of ['wuerstchen-prior/prior', 'wuerstchen-prior/text_encoder']) {
      for (const network of await planned(folder)) {
        for (const { attention, arithmetic } of network.graphs) {
          expect(tooLarge(sizes(network, attention, arithmetic))).toEqual([]);
        }
      }
    }
  });

  it("Stage A's are a quarter in the chunked graph", async () => {
    const [vqgan] = await planned('wuerstchen/vqgan');
    expect(sizes(vqgan!, 'decomposed')[0]!.shape).toEqual([1, 512, 512, 768]);
    const chunked = sizes(vqgan!, 'chunked');
    // What is left is the picture at half its size with 192 channels, as a whole.
    expect(chunked[0]!.sizeBytes).toBeLessThan(196 * 2 ** 20);
    expect(new Set(tooLarge(chunked).map(({ shape }) => Math.max(...shape)))).toEqual(
      new Set([512, 514]),
    );
  });

  it("Stage A's fit into 128 MiB in the bands that the engine takes, at every size", async () => {
    const graph = graphOf((await planned('wuerstchen/vqgan'))[0]!, 'chunked', 'f32')!;
    const largestBytes = (sides: typeof geometry) =>
      tensorSizes(graph, sides, levels)[0]!.sizeBytes;
    const most = largestBytes(geometryFor(1536, 1536, constants));
    const manifest = { geometry: constants, vqgan: { halo: haloRows(VQGAN) } };
    for (const [width, height] of [
      [1024, 1024],
      [1536, 1536],
      [1536, 768],
      [768, 1536],
    ] as const) {
      const sides = geometryFor(width, height, constants);
      const bands = stageABands(most, manifest, sides);
      expect(bands.length).toBeGreaterThan(1);
      for (const { from, to } of bands) {
        const rows = (to - from) as typeof sides.decoder.height;
        const band = { ...sides, decoder: { ...sides.decoder, height: rows } };
        expect(largestBytes(band)).toBeLessThanOrEqual(BINDING_BYTES);
      }
    }
  });
});
