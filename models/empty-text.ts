import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { attentionBias } from '../src/engine/text.ts';
import { encodeModel, type GraphSpec } from './onnx/proto.ts';
import { segments } from './onnx/segments.ts';

/** Weights that are in memory at a time, as float32. */
const SEGMENT_BYTES = 192e6;

/**
 * The encoding of "", which guidance needs with every prompt: start, end, then padding. Runs the text
 * encoder from its shards, a few layers at a time.
 * @param folder holds the shards that the graph names
 * @param encoder the graph that computes in float32
 * @param limitBytes of weights at a time, as float32
 * @returns float32 little-endian bytes of [maxLength, hidden]
 */
export async function encodeEmptyText(
  folder: string,
  encoder: GraphSpec,
  tokens: readonly number[],
  padTokenId: number,
  maxLength: number,
  limitBytes = SEGMENT_BYTES,
): Promise<Uint8Array> {
  const ids = new Int32Array(maxLength).fill(padTokenId);
  ids.set(tokens);
  const bias = attentionBias(maxLength, tokens.length);
  const inputs: ort.InferenceSession.FeedsType = {
    input_ids: new ort.Tensor('int32', ids, [1, maxLength]),
    attention_bias: new ort.Tensor('float32', bias, [1, 1, maxLength, maxLength]),
  };
  let values: ort.InferenceSession.FeedsType = {};
  for (const segment of segments(encoder, limitBytes)) {
    values = await runSegment(folder, segment, { ...inputs, ...values });
  }
  const data = (await (values['text'] as ort.Tensor).getData()) as Float32Array;
  return new Uint8Array(data.slice().buffer);
}

async function runSegment(
  folder: string,
  segment: GraphSpec,
  values: ort.InferenceSession.FeedsType,
): Promise<ort.InferenceSession.FeedsType> {
  // External data is looked for beside the graph.
  const path = join(folder, 'segment.unfinished.onnx');
  try {
    writeFileSync(path, encodeModel(segment));
    const session = await ort.InferenceSession.create(path, { enableCpuMemArena: false });
    try {
      const feeds = session.inputNames.map((name) => [name, values[name]!] as const);
      return await session.run(Object.fromEntries(feeds));
    } finally {
      await session.release();
    }
  } finally {
    rmSync(path, { force: true });
  }
}
