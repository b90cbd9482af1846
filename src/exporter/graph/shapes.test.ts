import type * as ort from 'onnxruntime-node';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { NetworkName } from '../../package/manifest.ts';
import { HeavyCheckpoint } from '../../../models/precision/heavy-checkpoint.ts';
import { makeFeeds, openGraph, SIDES } from '../../../models/precision/run-graph.ts';
import { smallSources } from '../../../models/precision/small-networks.ts';
import {
  writeNetworksOf,
  type WrittenNetworks,
} from '../../../models/precision/written-networks.ts';
import { inferShapes } from './shapes.ts';

/** Inferred shapes against those that ONNX Runtime computes, of every tensor in every network. */

const folder = mkdtempSync(join(tmpdir(), 'shapes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GRAPHS: [NetworkName, 'fused' | 'decomposed' | 'chunked'][] = [
  ['prior-text-encoder', 'fused'],
  ['prior-condition', 'decomposed'],
  ['prior-step', 'fused'],
  ['decoder-condition', 'decomposed'],
  ['decoder-step', 'chunked'],
  ['vqgan-decode', 'chunked'],
];

describe('shapes', () => {
  let networks: WrittenNetworks;
  beforeAll(async () => {
    networks = await writeNetworksOf(folder, smallSources(64, 1), new HeavyCheckpoint(), 'q4');
  });

  it.each(GRAPHS)('of %s, %s', async (name, attention) => {
    const spec = await networks.graph(name, { attention, arithmetic: 'f32' });
    const made = new Set(spec.nodes.flatMap(({ outputs }) => outputs));
    const inferred = inferShapes(spec, SIDES).filter((tensor) => made.has(tensor.name));
    expect(inferred).toHaveLength(made.size);
    // Float32 from float16 is folded into the weights: no node makes it any more.
    const wanted = inferred.filter(({ opType, type }) => opType !== 'Cast' && type !== 'i64');
    const outputs = wanted.map((tensor) => ({ name: tensor.name, type: tensor.type, shape: null }));
    const session = await openGraph({ ...spec, outputs }, folder);
    const results: Record<string, ort.Tensor> = await session.run(makeFeeds(spec));
    const expected = wanted.map((tensor) => [tensor.name, tensor.shape]);
    expect(wanted.map((tensor) => [tensor.name, results[tensor.name]!.dims])).toEqual(expected);
    await session.release();
  });
});
