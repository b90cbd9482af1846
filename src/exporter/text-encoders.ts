import * as v from 'valibot';
import type { Manifest } from '../package/manifest.ts';
import { encodeEmptyText, type SpecialTokens } from './empty-text.ts';
import type { GraphSpec } from './formats/onnx.ts';
import { checkJson, parseJson, placeOf } from './json.ts';
import type { CheckpointRepository, EncoderRuntime, PackageSink } from './ports.ts';

/**
 * What a package says of its text encoders: their tokenizers, and the encoding of "". Files are named
 * by their content, so what both encoders have in common is there once.
 */

/** A repository's tokenizer: its files as they are, and the ids of the tokens around a text. */
export interface Tokenizer extends SpecialTokens {
  tokenizerConfig: Uint8Array<ArrayBuffer>;
  tokenizerJson: Uint8Array<ArrayBuffer>;
}

/** @throws Error naming the file or the token that is missing */
export async function readTokens(
  repository: CheckpointRepository,
  signal?: AbortSignal,
): Promise<Tokenizer> {
  const read = async <S extends v.GenericSchema>(name: string, schema: S) => {
    const path = `tokenizer/${name}.json`;
    const place = placeOf(repository, path);
    const bytes = await repository.bytes(path, signal);
    const json = parseJson(place, new TextDecoder().decode(bytes));
    return { bytes, content: checkJson(place, json, schema) };
  };
  const config = await read('tokenizer_config', TokenizerConfigSchema);
  const tokenizer = await read('tokenizer', TokenizerSchema);
  const idOf = (token: string | { content: string }): number => {
    const content = typeof token === 'string' ? token : token.content;
    const added = tokenizer.content.added_tokens.find((entry) => entry.content === content);
    const id = added?.id ?? tokenizer.content.model.vocab[content];
    if (id === undefined) {
      throw new Error(`${placeOf(repository, 'tokenizer')}: no token ${content}`);
    }
    return id;
  };
  return {
    start: idOf(config.content.bos_token),
    end: idOf(config.content.eos_token),
    padding: idOf(config.content.pad_token),
    tokenizerConfig: config.bytes,
    tokenizerJson: tokenizer.bytes,
  };
}

/**
 * Copies the tokenizer as it is, and encodes "".
 * @param encoder the graph that computes in float32, over shards that have been written
 */
export async function describeEncoder(
  { sink, runtime, signal }: { sink: PackageSink; runtime: EncoderRuntime; signal: AbortSignal },
  tokenizer: Tokenizer,
  config: { hidden_size: number; max_position_embeddings: number },
  encoder: GraphSpec,
): Promise<Manifest['textEncoders']['prior']> {
  const maxLength = config.max_position_embeddings;
  const open = (path: string) => sink.open(path);
  const empty = await encodeEmptyText(encoder, { tokenizer, maxLength, open, runtime, signal });
  return {
    maxLength,
    hiddenSize: config.hidden_size,
    padTokenId: tokenizer.padding,
    tokenizer: {
      tokenizerJson: await sink.file('tokenizer', 'json', tokenizer.tokenizerJson),
      tokenizerConfig: await sink.file('tokenizer_config', 'json', tokenizer.tokenizerConfig),
    },
    empty: await sink.file('empty-text', 'bin', empty),
  };
}

const Token = v.union([v.string(), v.object({ content: v.string() })]);
const TokenizerConfigSchema = v.object({ bos_token: Token, eos_token: Token, pad_token: Token });
const TokenizerSchema = v.object({
  added_tokens: v.array(v.object({ id: v.number(), content: v.string() })),
  model: v.object({ vocab: v.record(v.string(), v.number()) }),
});
