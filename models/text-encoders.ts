import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Manifest } from '../src/package/manifest.ts';
import { encodeEmptyText } from './empty-text.ts';
import type { GraphSpec } from './onnx/proto.ts';
import { readJson } from './weights/json.ts';
import { writeFile } from './write/content.ts';

/**
 * What a package says of its text encoders: their tokenizers, and the encoding of "". Files are named
 * by their content, so what both encoders have in common is there once.
 */

export interface SpecialTokens {
  start: number;
  end: number;
  padding: number;
}

/** The ids of the tokens around a text. */
export function readTokens(source: string): SpecialTokens {
  const folder = join(source, 'tokenizer');
  const tokens = readJson(join(folder, 'tokenizer_config.json'), TokenizerConfigSchema);
  const tokenizer = readJson(join(folder, 'tokenizer.json'), TokenizerSchema);
  const idOf = (token: string | { content: string }): number => {
    const content = typeof token === 'string' ? token : token.content;
    const added = tokenizer.added_tokens.find((entry) => entry.content === content);
    const id = added?.id ?? tokenizer.model.vocab[content];
    if (id === undefined) throw new Error(`${folder}: no token ${content}`);
    return id;
  };
  return {
    start: idOf(tokens.bos_token),
    end: idOf(tokens.eos_token),
    padding: idOf(tokens.pad_token),
  };
}

/**
 * Copies the tokenizer as it is, and encodes "".
 * @param encoder the graph that computes in float32, over shards that have been written
 */
export async function describeEncoder(
  folder: string,
  source: string,
  tokens: SpecialTokens,
  config: { hidden_size: number; max_position_embeddings: number },
  encoder: GraphSpec,
): Promise<Manifest['textEncoders']['prior']> {
  const copy = (name: string) =>
    writeFile(folder, name, 'json', readFileSync(join(source, `tokenizer/${name}.json`)));
  const maxLength = config.max_position_embeddings;
  const empty = await encodeEmptyText(
    folder,
    encoder,
    [tokens.start, tokens.end],
    tokens.padding,
    maxLength,
  );
  return {
    maxLength,
    hiddenSize: config.hidden_size,
    padTokenId: tokens.padding,
    tokenizer: {
      tokenizerJson: copy('tokenizer'),
      tokenizerConfig: copy('tokenizer_config'),
    },
    empty: writeFile(folder, 'empty-text', 'bin', empty),
  };
}

const Token = v.union([v.string(), v.object({ content: v.string() })]);
const TokenizerConfigSchema = v.object({ bos_token: Token, eos_token: Token, pad_token: Token });
const TokenizerSchema = v.object({
  added_tokens: v.array(v.object({ id: v.number(), content: v.string() })),
  model: v.object({ vocab: v.record(v.string(), v.number()) }),
});
