import * as v from 'valibot';
import { between, count, issueLines, listOf, positive, text } from './bounds.ts';
import { contradictions, type FileEntrySchema } from './file-entry.ts';
import {
  ImageEncodersSchema,
  NetworkSchema,
  TextEncoderSchema,
  type GraphSchema,
} from './network-schema.ts';
import { PresetSchema, SamplingSchema, type Solver } from './sampling-schema.ts';
import { CompletionSchema, Language, MOST_VOCABULARY, MOST_WORDS, Words } from './words-schema.ts';

export { PIECE_BYTES } from './file-entry.ts';
export {
  PRESETS,
  SCHEDULES,
  SOLVERS,
  type PresetName,
  type ScheduleName,
} from './sampling-schema.ts';

/**
 * The model package's table of contents, `manifest.json`. A package is a folder that any static
 * host can serve; everything the engine needs to know about a model stands here, and every file
 * is named with its byte count and SHA-256 so that nothing unverified is ever run.
 */

/** Pixels: every size up to the largest is looked at. */
const Side = positive(16384);
/** Pixels or latent cells for one cell of another grid. */
const Ratio = between(1, 1024);
const Weight = between(-1e6, 1e6);

export const ManifestSchema = v.object({
  format: v.literal('wuerstchen-web'),
  version: v.literal(1),
  id: v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: text(200),
  description: text(4000),
  licence: text(4000),
  /** Where the weights come from, in words. */
  origin: text(4000),
  /** What the model cannot do, one sentence each, shown to people. */
  limits: listOf(text(1000), 50),
  /** Stored type of the large weights: floats, or 8 or 4 bits in blocks of 32. */
  precision: v.picklist(['f32', 'f16', 'q8', 'q4']),
  geometry: v.object({
    resolutionMultiple: Ratio,
    latentDimScale: Ratio,
    /** Stage B's latent side must divide by this: patch size times 2^(levels - 1). */
    decoderMultiple: positive(1024),
    /** Stage A's picture side over its latent side. */
    pixelsPerLatent: positive(64),
    minSide: Side,
    maxSide: Side,
    defaultWidth: Side,
    defaultHeight: Side,
  }),
  prior: v.object({
    channels: positive(256),
    timeChannels: positive(4096),
    sampling: SamplingSchema,
  }),
  decoder: v.object({
    channels: positive(256),
    timeChannels: positive(4096),
    sampling: SamplingSchema,
    /**
     * The sizes at which Stage B sees the Stage C latent. `name` completes the input names
     * `rows.<name>` and `columns.<name>` of the condition graph; the side there is
     * Stage B's latent side / divisor.
     */
    effnetLevels: listOf(v.object({ name: text(50), divisor: positive(1024) }), 32),
  }),
  /** Stage A sees a picture in bands: rows of the latent beside a row on which its pixels depend; absent in older packages. */
  vqgan: v.optional(v.object({ halo: count(1024) })),
  scheduler: v.object({ s: between(0, 1), scaler: between(0, 100) }),
  textEncoders: v.object({ prior: TextEncoderSchema, decoder: TextEncoderSchema }),
  /** Pipelines with one text encoder have the same files under both names. */
  networks: v.pipe(
    v.record(v.string(), v.unknown()),
    v.maxEntries(50),
    v.object({
      'prior-text-encoder': NetworkSchema,
      'decoder-text-encoder': NetworkSchema,
      'prior-condition': NetworkSchema,
      'prior-step': NetworkSchema,
      'decoder-condition': NetworkSchema,
      'decoder-step': NetworkSchema,
      'vqgan-decode': NetworkSchema,
    }),
  ),
  /**
   * What pictures that start from a picture need besides. A model paints from words without it; it is fetched when it is
   * first needed.
   */
  imageEncoders: v.optional(ImageEncodersSchema),
  /** Clean Stage C latent (diffusion space) to RGB in [0, 1]: weights [3][channels], bias [3]. */
  preview: v.optional(
    v.object({
      weights: v.pipe(listOf(listOf(Weight, 256), 3), v.length(3)),
      bias: v.pipe(listOf(Weight, 3), v.length(3)),
    }),
  ),
  prompts: listOf(text(1000), 200),
  /** Words the model knows; absent where the vocabulary is open. */
  vocabulary: v.optional(listOf(Words, MOST_VOCABULARY)),
  /**
   * How much work a picture may be. The page and the command line begin with `standard`; `sampling`
   * is what links and PNG files mean that name no settings.
   */
  presets: v.optional(
    v.object({ draft: PresetSchema, standard: PresetSchema, fine: PresetSchema }),
  ),
  /** What a prompt is completed with where it leaves something open, in the order in which it is added. */
  completion: v.optional(listOf(CompletionSchema, 20)),
  /**
   * The nearest that this model can paint, for words that it does not know. `language` is that of the
   * words where it is not English: what they are in English, or the nearest to it.
   */
  nearest: v.optional(
    listOf(
      v.object({
        suggest: Words,
        words: listOf(Words, MOST_WORDS),
        language: v.optional(Language),
      }),
      5000,
    ),
  ),
  /** English words one edit from the vocabulary's: no typing errors. With it other near misses are corrected. */
  otherWords: v.optional(listOf(Words, MOST_VOCABULARY)),
});

export type Manifest = v.InferOutput<typeof ManifestSchema>;
export type FileEntry = v.InferOutput<typeof FileEntrySchema>;
export type GraphEntry = v.InferOutput<typeof GraphSchema>;
export type NetworkName = keyof Manifest['networks'];
export type NetworkEntry = Manifest['networks'][NetworkName];
/** Networks that only pictures from a picture need. */
export type ImageNetworkName = keyof NonNullable<Manifest['imageEncoders']>['networks'];
export type AnyNetworkName = NetworkName | ImageNetworkName;
export type SamplingDefaults = v.InferOutput<typeof SamplingSchema>;
export type Completion = v.InferOutput<typeof CompletionSchema>;
export type SolverName = v.InferOutput<typeof Solver>;

/**
 * Checks a parsed `manifest.json`.
 * @throws Error naming every field that is wrong, and of a list its first such item, with what was expected and what came.
 */
export function parseManifest(json: unknown): Manifest {
  const result = v.safeParse(ManifestSchema, json);
  const wrong = result.success
    ? contradictions(namedFiles(result.output))
    : issueLines(result.issues);
  if (result.success && wrong.length === 0) return result.output;
  throw new Error(`manifest.json is not a valid model package:\n${wrong.join('\n')}`);
}

/** Every file of a package, manifest apart. */
export function packageFiles(manifest: Manifest): FileEntry[] {
  return eachOnce(namedFiles(manifest));
}

/** The files that painting from words needs, manifest apart: all but those of `imageEncoders`. */
export function textToImageFiles(manifest: Manifest): FileEntry[] {
  return eachOnce([...networkFiles(Object.values(manifest.networks)), ...textFiles(manifest)]);
}

const eachOnce = (files: readonly FileEntry[]) => [
  ...new Map(files.map((file) => [file.path, file])).values(),
];

/** What the manifest says of each network, in order. */
export const networkEntries = ({ networks, imageEncoders }: Manifest): NetworkEntry[] => [
  ...Object.values(networks),
  ...Object.values(imageEncoders?.networks ?? {}),
];

/** As often as the manifest names them. */
function namedFiles(manifest: Manifest): FileEntry[] {
  return [...networkFiles(networkEntries(manifest)), ...textFiles(manifest)];
}

const networkFiles = (networks: readonly NetworkEntry[]): FileEntry[] =>
  networks.flatMap(({ graphs, data }) => [...graphs, ...data]);

const textFiles = ({ textEncoders }: Manifest): FileEntry[] =>
  Object.values(textEncoders).flatMap(({ tokenizer, empty }) => [
    tokenizer.tokenizerJson,
    tokenizer.tokenizerConfig,
    empty,
  ]);

/** What the manifest says of a network; undefined where the package has none of this name. */
export function networkEntry(
  { networks, imageEncoders }: Pick<Manifest, 'networks' | 'imageEncoders'>,
  name: AnyNetworkName,
): NetworkEntry | undefined {
  return { ...networks, ...imageEncoders?.networks }[name];
}

/** All of a package's files together. */
export function packageBytes(manifest: Manifest): number {
  return bytesOf(packageFiles(manifest));
}

/** What painting from words needs, together. */
export function textToImageBytes(manifest: Manifest): number {
  return bytesOf(textToImageFiles(manifest));
}

const bytesOf = (files: readonly FileEntry[]) =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** The first name of a network: two text encoders may be one, with the same files. */
export function networkOf<N extends AnyNetworkName>(manifest: Manifest, name: N): N | NetworkName {
  const names = Object.keys(manifest.networks) as NetworkName[];
  const pathOf = (network: AnyNetworkName) => networkEntry(manifest, network)?.graphs[0]!.path;
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
