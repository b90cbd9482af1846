import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * CLIP's tokenizer in its true layout and size, with merges that nobody learned: all pairs of letters,
 * then all triples, then as many groups of four as fit. The published merges are not to be had here.
 */

const START = '<|startoftext|>';
const END = '<|endoftext|>';
const WORD_END = '</w>';
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Writes tokenizer.json, tokenizer_config.json, special_tokens_map.json, vocab.json and merges.txt. */
export function writeTokenizer(folder: string, size: number): void {
  const bytes = byteCharacters();
  const alphabet = [...bytes, ...bytes.map((character) => character + WORD_END)];
  const merges = syntheticMerges(size - alphabet.length - 2);
  const tokens = [...alphabet, ...merges.map((pair) => pair.join('')), START, END];
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  if (Object.keys(vocab).length !== size) throw new Error(`Expected ${size} different tokens`);

  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  write('tokenizer.json', json(tokenizerJson(vocab, merges)));
  write('vocab.json', JSON.stringify(vocab));
  write('merges.txt', ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n'));
  const special = { bos_token: START, eos_token: END, pad_token: END, unk_token: END };
  write('special_tokens_map.json', json(special));
  write(
    'tokenizer_config.json',
    json({
      ...special,
      add_prefix_space: false,
      do_lower_case: true,
      errors: 'replace',
      model_max_length: 77,
      tokenizer_class: 'CLIPTokenizer',
    }),
  );
}

/** GPT-2's table: printable bytes stand for themselves, the others for characters from U+0100. */
function byteCharacters(): string[] {
  const printable = [
    ...range(0x21, 0x7e), // ! to ~
    ...range(0xa1, 0xac),
    ...range(0xae, 0xff),
  ];
  const others = range(0, 0xff).filter((byte) => !printable.includes(byte));
  const codes = [...printable, ...others.map((_, i) => 0x100 + i)];
  return codes.map((code) => String.fromCodePoint(code));
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function syntheticMerges(count: number): [string, string][] {
  const words = LETTERS.flatMap((first) => LETTERS.map((second) => [first, second] as const));
  const pairs = words.map(([a, b]): [string, string] => [a, b]);
  const lastPairs = words.map(([a, b]): [string, string] => [a, b + WORD_END]);
  const triples = pairs.flatMap((pair) =>
    LETTERS.map((letter): [string, string] => [pair.join(''), letter]),
  );
  const lastTriples = pairs.flatMap((pair) =>
    LETTERS.map((letter): [string, string] => [pair.join(''), letter + WORD_END]),
  );
  const fours = pairs.flatMap((pair) =>
    pairs.map((other): [string, string] => [pair.join(''), other.join('')]),
  );
  const all = [...pairs, ...lastPairs, ...triples, ...lastTriples, ...fours];
  if (count < 0 || count > all.length) throw new Error(`No ${count} merges can be made up`);
  return all.slice(0, count);
}

/** As transformers writes it for CLIP. */
function tokenizerJson(
  vocab: Record<string, number>,
  merges: readonly [string, string][],
): unknown {
  const added = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const byteLevel = { type: 'ByteLevel', trim_offsets: true, use_regex: true };
  const pattern =
    "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [START, END].map((content) => ({
      id: vocab[content],
      content,
      ...added,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert: true },
        { ...byteLevel, add_prefix_space: false },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, vocab[END]],
      cls: [START, vocab[START]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { ...byteLevel, add_prefix_space: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: WORD_END,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: merges.map((pair) => pair.join(' ')),
    },
  };
}
