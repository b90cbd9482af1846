import * as v from 'valibot';

/**
 * What Python's `CLIPTokenizer` (transformers 5.23, tokenizers 0.23.3) makes of a checkpoint's files: vocabulary,
 * merges, marks and special tokens are theirs; how text is normalised and split is the class's own, whatever
 * `tokenizer.json` says. Beside that, this evens out what JavaScript and Rust do differently.
 */

const SpecialTokenSchema = v.pipe(
  v.union([v.string(), v.looseObject({ content: v.string(), normalized: v.boolean() })]),
  // As Python adds a special token of which it knows the text only.
  v.transform((token) =>
    typeof token === 'string'
      ? { content: token, normalized: false }
      : { content: token.content, normalized: token.normalized },
  ),
);
const ADDED_TOKEN = {
  content: v.string(),
  special: v.optional(v.boolean(), false),
  normalized: v.optional(v.boolean()),
};
const ConfigSchema = v.looseObject({
  added_tokens_decoder: v.optional(v.record(v.string(), v.looseObject(ADDED_TOKEN))),
  bos_token: v.nullish(SpecialTokenSchema, '<|startoftext|>'),
  eos_token: v.nullish(SpecialTokenSchema, '<|endoftext|>'),
  unk_token: v.nullish(SpecialTokenSchema, '<|endoftext|>'),
  pad_token: v.nullish(SpecialTokenSchema, '<|endoftext|>'),
});
const TokenizerSchema = v.looseObject({
  added_tokens: v.array(v.looseObject({ id: v.number(), ...ADDED_TOKEN })),
  model: v.looseObject({
    // Tens of thousands of entries, which the library reads anyway.
    vocab: v.custom<Record<string, number>>((it) => typeof it === 'object' && it !== null),
    merges: v.array(v.unknown()),
  }),
});

/** Letters of Unicode 17. Oniguruma, which splits the text in Python, knows Unicode 16. */
const NEWER_LETTERS = toClass(
  `88F C5C CDC A7CE-A7CF A7D2 A7D4 A7F1 10940-10959 10EC5-10EC7 11DB0-11DDB 16EA0-16EB8 16EBB-16ED3 16FF2-16FF3
  187F8-187FF 18D09-18D1E 18D80-18DF2 1E6C0-1E6DE 1E6E0-1E6E2 1E6E4-1E6E5 1E6E7-1E6ED 1E6F0-1E6F4 1E6FE-1E6FF
  2B73A-2B73F 2CEA2-2CEAD 323B0-33479`,
);
/** Numbers of Unicode 17, as above. */
const NEWER_NUMBERS = toClass('11DE0-11DE9 16FF4-16FF6');
/**
 * Characters after Unicode 9 that canonical composition moves or joins. The Rust crate that composes in Python
 * (unicode-normalization-alignments) has the tables of Unicode 9 and leaves them where they are.
 */
const NEWER_COMBINING = toClass(
  `7FD 897-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ADD 1AE0-1AEB 1DF6-1DFA A82C 105D2 105DA 10D24-10D27 10D69-10D6D
  10EAB-10EAC 10EFA-10EFB 10EFD-10EFF 10F46-10F50 10F82-10F85 11070 1133B 11382 11384 1138B 11390 113B8 113BB 113C2 113C9
  113CE-113D0 1145E 11839-1183A 11930 11935 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 11F41-11F42
  1611E-16120 16129 1612F 16D63 16D67 16FF0-16FF1 1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF 1E6E3 1E6E6
  1E6EE-1E6EF 1E6F5`,
);

/** Half a surrogate pair, which no text has after `toWellFormed`; nothing composes across it. */
const FENCE = '\udc00';

const LETTER = `(?:(?![${NEWER_LETTERS}])\\p{L})`;
const NUMBER = `(?:(?![${NEWER_NUMBERS}])\\p{N})`;
const OTHER = `(?:[^\\s\\p{L}\\p{N}]|[${NEWER_LETTERS}${NEWER_NUMBERS}])`;
const CONTRACTION = `'s|'t|'re|'ve|'m|'ll|'d`;

const replace = (pattern: { Regex: string } | { String: string }, content: string) => ({
  type: 'Replace',
  pattern,
  content,
});
const split = (regex: string) => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Removed',
  invert: true,
});

const NORMALIZERS = [
  replace({ Regex: `[${NEWER_COMBINING}]` }, `${FENCE}$&${FENCE}`),
  { type: 'NFC' },
  replace({ String: FENCE }, ''),
  replace({ Regex: '\\s+' }, ' '),
  // Rust lower-cases letter by letter; JavaScript alone knows the sigma at the end of a word.
  replace({ String: 'Σ' }, 'σ'),
  { type: 'Lowercase' },
];
const PRE_TOKENIZERS = [
  split(`<\\|startoftext\\|>|<\\|endoftext\\|>|${CONTRACTION}|${LETTER}+|${NUMBER}|${OTHER}+`),
  // The byte level splits once more, in JavaScript by another idea of white space: so it is told not to.
  split(`${CONTRACTION}| ?${LETTER}+| ?${NUMBER}+| ?${OTHER}+|\\s+(?!\\S)|\\s+`),
  { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
];

/**
 * `tokenizer.json` as Python's `CLIPTokenizer` understands it.
 * @param tokenizerJson parsed `tokenizer.json`, unchanged
 * @param tokenizerConfig parsed `tokenizer_config.json`
 * @throws Error naming file and field if they are no BPE tokenizer with added tokens
 */
export function clipTokenizerJson(tokenizerJson: object, tokenizerConfig: object): object {
  const {
    added_tokens: listed,
    model,
    ...rest
  } = parse(TokenizerSchema, tokenizerJson, 'tokenizer.json');
  const config = parse(ConfigSchema, tokenizerConfig, 'tokenizer_config.json');
  const decoder = config.added_tokens_decoder;
  const added = decoder
    ? Object.entries(decoder).map(([id, token]) => ({ ...token, id: Number(id) }))
    : [...listed];
  for (const special of [config.bos_token, config.eos_token, config.unk_token, config.pad_token]) {
    if (added.some(({ content }) => content === special.content)) continue;
    const id = model.vocab[special.content];
    if (id !== undefined) added.push({ ...special, id, special: true });
  }
  const isNormalized = (token: (typeof added)[number]) => token.normalized ?? !token.special;
  const verbatim = patternOf(added.filter((token) => !isNormalized(token)));
  const normalized = patternOf(added.filter(isNormalized));
  // What normalisation alone makes look like a verbatim token is none; transformers.js takes it for one where it
  // stands between other tokens. The space makes it another text, and is dropped when that is split.
  const apart = replace(
    { Regex: `(?:\\A|(?<=${normalized}))(?:${verbatim})(?=\\z|${normalized})` },
    '$& ',
  );
  return {
    ...rest,
    added_tokens: added,
    normalizer: { type: 'Sequence', normalizers: [...NORMALIZERS, apart] },
    pre_tokenizer: { type: 'Sequence', pretokenizers: PRE_TOKENIZERS },
    model: {
      type: 'BPE',
      unk_token: config.unk_token.content,
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: model.vocab,
      merges: model.merges,
    },
  };
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  json: object,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(
    `${file}: expected a CLIP tokenizer's; ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`,
  );
}

/** A regular expression for any of the tokens' texts; for none of them, one that never matches. */
function patternOf(tokens: readonly { content: string }[]): string {
  if (tokens.length === 0) return '(?!)';
  return tokens.map(({ content }) => content.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|');
}

/** `41-5A 61` to the inside of a character class. */
function toClass(ranges: string): string {
  return ranges
    .trim()
    .split(/\s+/)
    .map((range) => {
      const ends = range.split('-').map((hex) => String.fromCodePoint(parseInt(hex, 16)));
      return ends.join('-');
    })
    .join('');
}
