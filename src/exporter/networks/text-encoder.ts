import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { attend, type Attention } from './attention.ts';
import { linear } from './layers.ts';
import { embedding, matmul } from './matmul.ts';

/** Text encoder: `CLIPTextModel` of transformers (modeling_clip.py). */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
export const TextEncoderConfigSchema = v.object({
  hidden_size: Size,
  intermediate_size: Size,
  num_hidden_layers: Size,
  num_attention_heads: Size,
  hidden_act: v.picklist(['gelu', 'quick_gelu']),
  layer_norm_eps: v.number(),
  max_position_embeddings: Size,
  vocab_size: Size,
});
export type TextEncoderConfig = v.InferOutput<typeof TextEncoderConfigSchema>;

export const TEXT_ENCODER_CLASS = 'CLIPTextModel';

const ENCODER = { kind: 'encoder' } as const;

/** Buffers some library versions saved along with the weights. */
export const isTextEncoderBuffer = (name: string) => name.endsWith('embeddings.position_ids');

/**
 * input_ids int32 [B, 77], attention_bias [B, 1, 77, 77] -> text [B, 77, hidden], after the final
 * LayerNorm.
 */
export function textEncoder(
  g: Graph,
  checkpoint: Checkpoint,
  config: TextEncoderConfig,
  attention: Attention,
): void {
  const { hidden_size: c, max_position_embeddings: length, vocab_size: vocabulary } = config;
  // transformers 5 dropped the outer name from what it saves; both layouts are in use.
  const root = checkpoint.has('text_model.final_layer_norm.weight') ? 'text_model.' : '';
  const positions = ['B', 'text'];
  const ids = g.input('input_ids', 'i32', ['B', length]);
  const bias = g.input('attention_bias', 'f32', ['B', 1, length, length]);

  const table = (name: string, rows: number) => {
    const key = `${root}embeddings.${name}.weight`;
    return { key, values: checkpoint.tensor(key, [rows, c]) };
  };
  const tokens = table('token_embedding', vocabulary);
  const places = table('position_embedding', length);
  let x: Value = g.node('Add', [
    embedding(g, ids, tokens.key, { rows: vocabulary, columns: c }, tokens.values),
    g.matrix('positions', places.key, [length, c], places.values),
  ]);

  const norm = (value: Value, key: string) => {
    const part = (name: 'weight' | 'bias') =>
      g.vector(`${key}.${name}`, [c], checkpoint.vector(`${key}.${name}`, c));
    return g.node('LayerNormalization', [value, part('weight'), part('bias')], {
      axis: -1n,
      epsilon: config.layer_norm_eps,
    });
  };
  const square = { in: c, out: c };
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `${root}encoder.layers.${i}`;
    const normed = norm(x, `${layer}.layer_norm1`);
    const project = (part: string, value: Value) =>
      linear(g, checkpoint, value, `${layer}.self_attn.${part}`, square, positions, ENCODER);
    const [q, k, values] = ['q_proj', 'k_proj', 'v_proj'].map((part) => project(part, normed));
    const size = { channels: c, heads: config.num_attention_heads };
    g.costs.push({ factor: 2 * c, sizes: [...positions, 'text'] });
    const mixed = attend(g, attention, q!, k!, values!, size, bias);
    x = g.node('Add', [x, project('out_proj', mixed)]);
    const inner = norm(x, `${layer}.layer_norm2`);
    x = g.node('Add', [x, feedForward(g, checkpoint, inner, `${layer}.mlp`, config, positions)]);
  }
  g.output('text', norm(x, `${root}final_layer_norm`), ['B', length, c]);
}

function feedForward(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  config: TextEncoderConfig,
  positions: readonly string[],
): Value {
  const { hidden_size: c, intermediate_size: wide } = config;
  const weight = checkpoint.matrix(`${key}.fc1.weight`, wide, c);
  const product = matmul(
    g,
    x,
    `${key}.fc1.weight`,
    { in: c, out: wide },
    positions,
    weight,
    ENCODER,
  );
  const bias = g.vector(`${key}.fc1.bias`, [wide], checkpoint.vector(`${key}.fc1.bias`, wide));
  let active: Value;
  if (config.hidden_act === 'gelu') {
    active = g.node('BiasGelu', [product, bias], {}, { domain: 'com.microsoft' });
  } else {
    const sum = g.node('Add', [product, bias]);
    const gate = g.node('Sigmoid', [g.node('Mul', [sum, g.scalar(1.702)])]);
    active = g.node('Mul', [sum, gate]);
  }
  return linear(g, checkpoint, active, `${key}.fc2`, { in: wide, out: c }, positions, ENCODER);
}
