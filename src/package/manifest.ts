import * as v from 'valibot';

/**
 * The model package's table of contents, `manifest.json`. A package is a folder that any static
 * host can serve; everything the engine needs to know about a model stands here, and every file
 * is named with its byte count and SHA-256 so that nothing unverified is ever run.
 */

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits'));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A whole number from 1. */
export const Positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Pixels: every size up to the largest is looked at. */
const Side = v.pipe(Positive, v.maxValue(16384));
const Ratio = v.pipe(v.number(), v.gtValue(0));

/** Relative, forward slashes, no `..`: a package can only name files inside its own folder. */
const RelativePath = v.pipe(
  v.string(),
  v.regex(
    /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/,
    'Expected a relative path inside the package',
  ),
);

/** Larger files may be verified, and fetched again, in pieces of so many bytes. */
export const PIECE_BYTES = 2 ** 22;

const fileEntries = {
  path: RelativePath,
  sizeBytes: Count,
  sha256: Sha256,
  /** Of each piece in order, the last one shorter; absent in older packages and where there is but one. */
  pieces: v.optional(v.array(Sha256)),
};

const hasItsPieces = ({
  sizeBytes,
  pieces,
}: {
  sizeBytes: number;
  pieces?: unknown[] | undefined;
}) => pieces === undefined || pieces.length === Math.ceil(sizeBytes / PIECE_BYTES);
const WRONG_PIECES = `Expected a SHA-256 for each ${PIECE_BYTES} bytes`;

const FileEntrySchema = v.pipe(
  v.object(fileEntries),
  v.check((file) => hasItsPieces(file), WRONG_PIECES),
);

const graphEntries = {
  ...fileEntries,
  /** Type of the products of activations and weights; the weights' stored type is the package's `precision`. */
  arithmetic: v.picklist(['f32', 'f16']),
  /**
   * `fused` uses MultiHeadAttention; `decomposed` uses MatMul and Softmax only, `chunked` for some
   * of the queries at a time (in Stage A: some of the rows).
   */
  attention: v.picklist(['fused', 'decomposed', 'chunked']),
  /** Of the largest tensor in a guided run at the model's largest size; absent in older packages. */
  largestTensorBytes: v.optional(Count),
};

const GraphSchema = v.pipe(
  v.object(graphEntries),
  v.check((file) => hasItsPieces(file), WRONG_PIECES),
);

const NetworkSchema = v.object({
  /** Parameters in the graph, after folding; those of another network that it uses do not count. */
  parameters: Count,
  /**
   * Multiply-adds of one run: the sum over entries of the number times the product of the sizes
   * named in the key, joined by `*` (see `models/costs.ts`).
   */
  multiplyAdds: v.record(v.string(), v.number()),
  /** Alternatives that share the weights in `data`; the engine picks one. */
  graphs: v.pipe(v.array(GraphSchema), v.minLength(1)),
  /** External-data files; a graph names them by `path` relative to the manifest. */
  data: v.array(FileEntrySchema),
});

const TextEncoderSchema = v.object({
  /** Length of a token sequence, padding included. */
  maxLength: Positive,
  hiddenSize: Positive,
  padTokenId: Count,
  tokenizer: v.object({ tokenizerJson: FileEntrySchema, tokenizerConfig: FileEntrySchema }),
  /** float32 little-endian [maxLength, hiddenSize]: the encoding of "". */
  empty: FileEntrySchema,
});

export const SOLVERS = ['ddpm', 'ddim', 'dpm++2m'] as const;
const Solver = v.picklist(SOLVERS);

export const SCHEDULES = ['uniform', 'cosine', 'authors'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

const SamplingSchema = v.object({
  /**
   * `uniform`: linspace(1, 0, steps + 1); `cosine`: (1 + cos(pi i / steps)) / 2; `authors`: the published
   * 29-evaluation list.
   */
  schedule: v.picklist(SCHEDULES),
  steps: Positive,
  maxSteps: Positive,
  /** Scale w in uncond + w (cond - uncond); no guidance at w <= 1. */
  guidance: v.pipe(v.number(), v.minValue(0)),
  maxGuidance: v.pipe(v.number(), v.minValue(0)),
  solver: Solver,
  solvers: v.pipe(v.array(Solver), v.minLength(1)),
});

/** What a preset changes of `sampling`; what it leaves out stays. */
const PresetStageSchema = v.partial(
  v.pick(SamplingSchema, ['schedule', 'steps', 'guidance', 'solver']),
);
const PresetSchema = v.object({
  prior: v.optional(PresetStageSchema, {}),
  decoder: v.optional(PresetStageSchema, {}),
});

/** From the quickest to the most careful. */
export const PRESETS = ['draft', 'standard', 'fine'] as const;
export type PresetName = (typeof PRESETS)[number];

/** ISO 639: `en`, `de`. */
const Language = v.pipe(v.string(), v.regex(/^[a-z]{2}$/));
/** Words for people, by language. */
const LabelsSchema = v.record(Language, v.string());

/**
 * Words that complete a prompt. They are joined with commas, in links and PNG files as well, so they
 * hold none themselves.
 */
const PhraseSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[^,;"\\\p{Cc}]+$/u, 'Expected words without commas, semicolons and quotes'),
  v.maxLength(100),
);

const CompletionSchema = v.object({
  /** Names the kind in settings: `place`, `light`, `style`. */
  kind: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/)),
  /** A prompt with one of these words, or words in this order, names something of this kind. */
  named: v.array(v.string()),
  /** The first whose `when` has words that the prompt has, or that has no `when`, is added. */
  phrases: v.array(
    v.object({
      phrase: PhraseSchema,
      when: v.optional(v.array(v.string())),
      labels: v.optional(LabelsSchema, {}),
    }),
  ),
});

export const ManifestSchema = v.object({
  format: v.literal('wuerstchen-web'),
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.string(),
  description: v.string(),
  licence: v.string(),
  /** Where the weights come from, in words. */
  origin: v.string(),
  /** What the model cannot do, one sentence each, shown to people. */
  limits: v.array(v.string()),
  /** Stored type of the large weights: floats, or 8 or 4 bits in blocks of 32. */
  precision: v.picklist(['f32', 'f16', 'q8', 'q4']),
  geometry: v.object({
    resolutionMultiple: Ratio,
    latentDimScale: Ratio,
    /** Stage B's latent side must divide by this: patch size times 2^(levels - 1). */
    decoderMultiple: Positive,
    /** Stage A's picture side over its latent side. */
    pixelsPerLatent: Positive,
    minSide: Side,
    maxSide: Side,
    defaultWidth: Side,
    defaultHeight: Side,
  }),
  prior: v.object({
    channels: Positive,
    timeChannels: Positive,
    sampling: SamplingSchema,
  }),
  decoder: v.object({
    channels: Positive,
    timeChannels: Positive,
    sampling: SamplingSchema,
    /**
     * The sizes at which Stage B sees the Stage C latent. `name` completes the input names
     * `rows.<name>` and `columns.<name>` of the condition graph; the side there is
     * Stage B's latent side / divisor.
     */
    effnetLevels: v.array(v.object({ name: v.string(), divisor: Positive })),
  }),
  /** Stage A sees a picture in bands: rows of the latent beside a row on which its pixels depend; absent in older packages. */
  vqgan: v.optional(v.object({ halo: Count })),
  scheduler: v.object({ s: v.number(), scaler: v.number() }),
  textEncoders: v.object({ prior: TextEncoderSchema, decoder: TextEncoderSchema }),
  /** Pipelines with one text encoder have the same files under both names. */
  networks: v.object({
    'prior-text-encoder': NetworkSchema,
    'decoder-text-encoder': NetworkSchema,
    'prior-condition': NetworkSchema,
    'prior-step': NetworkSchema,
    'decoder-condition': NetworkSchema,
    'decoder-step': NetworkSchema,
    'vqgan-decode': NetworkSchema,
  }),
  /** Clean Stage C latent (diffusion space) to RGB in [0, 1]: weights [3][channels], bias [3]. */
  preview: v.optional(
    v.object({
      weights: v.pipe(v.array(v.array(v.number())), v.length(3)),
      bias: v.pipe(v.array(v.number()), v.length(3)),
    }),
  ),
  prompts: v.array(v.string()),
  /** Words the model knows; absent where the vocabulary is open. */
  vocabulary: v.optional(v.array(v.string())),
  /**
   * How much work a picture may be. The page and the command line begin with `standard`; `sampling`
   * is what links and PNG files mean that name no settings.
   */
  presets: v.optional(
    v.object({ draft: PresetSchema, standard: PresetSchema, fine: PresetSchema }),
  ),
  /** What a prompt is completed with where it leaves something open, in the order in which it is added. */
  completion: v.optional(v.array(CompletionSchema)),
  /**
   * The nearest that this model can paint, for words that it does not know. `language` is that of the
   * words where it is not English: what they are in English, or the nearest to it.
   */
  nearest: v.optional(
    v.array(
      v.object({
        suggest: v.string(),
        words: v.array(v.string()),
        language: v.optional(Language),
      }),
    ),
  ),
  /** English words one edit from the vocabulary's: no typing errors. With it other near misses are corrected. */
  otherWords: v.optional(v.array(v.string())),
});

export type Manifest = v.InferOutput<typeof ManifestSchema>;
export type FileEntry = v.InferOutput<typeof FileEntrySchema>;
export type GraphEntry = v.InferOutput<typeof GraphSchema>;
export type NetworkName = keyof Manifest['networks'];
export type SamplingDefaults = v.InferOutput<typeof SamplingSchema>;
export type Completion = v.InferOutput<typeof CompletionSchema>;
export type SolverName = v.InferOutput<typeof Solver>;

/**
 * Checks a parsed `manifest.json`.
 * @throws Error naming every field that is wrong, with what was expected and what came.
 */
export function parseManifest(json: unknown): Manifest {
  const result = v.safeParse(ManifestSchema, json);
  if (result.success) return result.output;
  const lines = result.issues.map((issue) => {
    const path = v.getDotPath(issue) ?? '(root)';
    return `${path}: ${issue.message}`;
  });
  throw new Error(`manifest.json is not a valid model package:\n${lines.join('\n')}`);
}

/** Every file of a package, manifest apart. */
export function packageFiles(manifest: Manifest): FileEntry[] {
  const files: FileEntry[] = [];
  for (const network of Object.values(manifest.networks)) {
    files.push(...network.graphs, ...network.data);
  }
  for (const encoder of Object.values(manifest.textEncoders)) {
    files.push(encoder.tokenizer.tokenizerJson, encoder.tokenizer.tokenizerConfig, encoder.empty);
  }
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** All of a package's files together. */
export function packageBytes(manifest: Manifest): number {
  return packageFiles(manifest).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** The first name of a network: two text encoders may be one, with the same files. */
export function networkOf({ networks }: Manifest, name: NetworkName): NetworkName {
  const names = Object.keys(networks) as NetworkName[];
  const pathOf = (network: NetworkName) => networks[network].graphs[0]!.path;
  return names.find((other) => pathOf(other) === pathOf(name)) ?? name;
}

/** `prior` for Stage B, too, where both encode a text the same way: one network, one tokenizer. */
export function encoderOf(manifest: Manifest, name: 'prior' | 'decoder'): 'prior' | 'decoder' {
  const { prior, decoder } = manifest.textEncoders;
  const isOne =
    networkOf(manifest, 'decoder-text-encoder') === 'prior-text-encoder' &&
    prior.maxLength === decoder.maxLength &&
    prior.padTokenId === decoder.padTokenId &&
    prior.tokenizer.tokenizerJson.path === decoder.tokenizer.tokenizerJson.path &&
    prior.tokenizer.tokenizerConfig.path === decoder.tokenizer.tokenizerConfig.path;
  return isOne ? 'prior' : name;
}

/** The external-data location that a graph uses for a file: relative to the graph's folder. */
export function locationIn(graphPath: string, filePath: string): string {
  const folder = graphPath.slice(0, graphPath.lastIndexOf('/') + 1);
  return filePath.startsWith(folder)
    ? filePath.slice(folder.length)
    : filePath.slice(filePath.lastIndexOf('/') + 1);
}
