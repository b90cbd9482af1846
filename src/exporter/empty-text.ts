import { attentionBias } from '../diffusion/attention-bias.ts';
import { encodeModel, type GraphSpec } from './formats/onnx.ts';
import { segments } from './graph/segments.ts';
import type { ByteSource, EncoderRuntime, RuntimeTensor } from './ports.ts';

/** Weights that are in memory at a time, as float32. */
const SEGMENT_BYTES = 192e6;

/** Ids of the tokens around a text. */
export interface SpecialTokens {
  start: number;
  end: number;
  padding: number;
}

export interface EmptyTextOptions {
  tokenizer: SpecialTokens;
  maxLength: number;
  /** Opens a shard that the graph names. */
  open: (path: string) => Promise<ByteSource>;
  runtime: EncoderRuntime;
  /** Of weights at a time, as float32. */
  limitBytes?: number;
  signal?: AbortSignal;
}

/**
 * The encoding of "", which guidance needs with every prompt: start, end, then padding. Runs the text
 * encoder from its shards, a few layers at a time.
 * @param encoder the graph that computes in float32
 * @returns float32 little-endian bytes of [maxLength, hidden]
 */
export async function encodeEmptyText(
  encoder: GraphSpec,
  { tokenizer, maxLength, open, runtime, limitBytes, signal }: EmptyTextOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const tokens = [tokenizer.start, tokenizer.end];
  const ids = new Int32Array(maxLength).fill(tokenizer.padding);
  ids.set(tokens);
  const bias = attentionBias(maxLength, tokens.length);
  const inputs: Record<string, RuntimeTensor> = {
    input_ids: { type: 'int32', shape: [1, maxLength], data: ids },
    attention_bias: { type: 'float32', shape: [1, 1, maxLength, maxLength], data: bias },
  };
  let values: Record<string, RuntimeTensor> = {};
  for (const segment of segments(encoder, limitBytes ?? SEGMENT_BYTES)) {
    signal?.throwIfAborted();
    const { graph, weights } = await gather(segment, open, signal);
    // A segment may have none, and a runtime need not take a file of no bytes.
    const data = weights.length > 0 ? [{ path: GATHERED, data: weights }] : [];
    values = await runtime.run(encodeModel(graph), data, { ...inputs, ...values });
  }
  const text = values['text'];
  if (text?.type !== 'float32') {
    throw new Error(`The text encoder gave ${text?.type ?? 'nothing'} as its encoding of ""`);
  }
  return new Uint8Array(text.data.slice().buffer);
}

/** What the weights of a segment are called. */
const GATHERED = 'segment.bin';

/** As in a shard. */
const ALIGNMENT = 64;

/** The weights of a segment, one behind the other, and the segment that finds them there. */
async function gather(
  segment: GraphSpec,
  open: EmptyTextOptions['open'],
  signal: AbortSignal | undefined,
): Promise<{ graph: GraphSpec; weights: Uint8Array<ArrayBuffer> }> {
  let sizeBytes = 0;
  const moved: { path: string; from: number; to: number; at: number }[] = [];
  const initializers = segment.initializers.map((tensor) => {
    const { content } = tensor;
    if (content instanceof Uint8Array) return tensor;
    const { location: path, offset: from, length } = content;
    const at = sizeBytes;
    moved.push({ path, from, to: from + length, at });
    sizeBytes = Math.ceil((at + length) / ALIGNMENT) * ALIGNMENT;
    return { ...tensor, content: { location: GATHERED, offset: at, length } };
  });
  const weights = new Uint8Array(sizeBytes);
  const sources = new Map<string, ByteSource>();
  try {
    for (const { path, from, to, at } of moved) {
      const source = sources.get(path) ?? (await open(path));
      sources.set(path, source);
      weights.set(await source.read(from, to, signal), at);
    }
  } finally {
    for (const source of sources.values()) await source.close();
  }
  return { graph: { ...segment, initializers }, weights };
}
