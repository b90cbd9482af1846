import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { attentionBias } from '../src/engine/text.ts';
import type { Manifest } from '../src/package/manifest.ts';

/**
 * The encoding of "", which guidance needs with every prompt: start, end, then padding.
 * @returns float32 little-endian bytes of [maxLength, hidden]
 */
export async function encodeEmptyText(
  folder: string,
  encoder: Manifest['networks']['prior-text-encoder'],
  tokens: readonly number[],
  padTokenId: number,
  maxLength: number,
): Promise<Uint8Array> {
  const ids = new Int32Array(maxLength).fill(padTokenId);
  ids.set(tokens);
  const bias = attentionBias(maxLength, tokens.length);
  const session = await ort.InferenceSession.create(join(folder, encoder.graphs[0]!.path));
  try {
    const { text } = await session.run({
      input_ids: new ort.Tensor('int32', ids, [1, maxLength]),
      attention_bias: new ort.Tensor('float32', bias, [1, 1, maxLength, maxLength]),
    });
    const data = (await text!.getData()) as Float32Array;
    return new Uint8Array(data.slice().buffer);
  } finally {
    await session.release();
  }
}
