import * as v from 'valibot';
import { ManifestSchema, SOLVERS, type Manifest } from '../package/manifest.ts';

/**
 * What a checkpoint's files do not say: name, licence, limits, defaults. An `about.json` with these
 * fields is given to `export --about`; what it leaves out has the published model's value.
 */
const { id, name, description, licence, origin, limits, prompts } = ManifestSchema.entries;
const { vocabulary, preview, presets, completion, nearest, otherWords } = ManifestSchema.entries;
const Sampling = v.partial(ManifestSchema.entries.prior.entries.sampling);

export const AboutSchema = v.strictObject({
  id: v.optional(id, 'wuerstchen-v2'),
  name: v.optional(name, 'Würstchen v2'),
  description: v.optional(
    description,
    'Würstchen v2: a text-to-image model that composes in a highly compressed latent space.',
  ),
  licence: v.optional(licence, 'MIT'),
  origin: v.optional(origin, 'Exported from a checkpoint in the diffusers layout.'),
  limits: v.optional(limits, []),
  prompts: v.optional(prompts, []),
  vocabulary,
  preview,
  presets,
  completion,
  nearest,
  otherWords,
  sampling: v.optional(
    v.strictObject({ prior: v.optional(Sampling, {}), decoder: v.optional(Sampling, {}) }),
    { prior: {}, decoder: {} },
  ),
  size: v.optional(
    v.strictObject({
      minSide: v.optional(v.number(), 256),
      maxSide: v.optional(v.number(), 1536),
      defaultWidth: v.optional(v.number(), 1024),
      defaultHeight: v.optional(v.number(), 1024),
    }),
    {},
  ),
});
export type About = v.InferOutput<typeof AboutSchema>;

/**
 * What an about.json holds.
 * @param place what the file is called in messages
 * @throws Error naming the first field that is wrong, with what was expected and what came
 */
export function checkAbout(place: string, json: unknown): About {
  const read = v.safeParse(AboutSchema, json);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new Error(`${place}, ${v.getDotPath(issue) ?? 'as a whole'}: ${issue.message}`);
}

/** The fields of a manifest that are an about.json's own, whatever the weights are. */
export function describedBy(about: About) {
  const { id, name, description, licence, origin, limits, prompts, vocabulary, preview } = about;
  const { completion, nearest, otherWords } = about;
  const words = { id, name, description, licence, origin, limits, prompts, vocabulary, preview };
  return { ...words, presets: presetsOf(about), completion, nearest, otherWords };
}

/**
 * A package's manifest, described anew.
 * @throws Error if the sizes change: the graphs were chosen for the largest one
 */
export function describeAnew(manifest: Manifest, about: About): Manifest {
  const { prior, decoder } = samplingDefaults(about);
  const { maxSide } = manifest.geometry;
  if (about.size.maxSide !== maxSide) {
    throw new Error(
      `about.json: expected size.maxSide to be the package's ${maxSide}, received ${about.size.maxSide}. Export the checkpoint again for another size.`,
    );
  }
  return {
    ...manifest,
    ...describedBy(about),
    geometry: { ...manifest.geometry, ...about.size },
    prior: { ...manifest.prior, sampling: prior },
    decoder: { ...manifest.decoder, sampling: decoder },
  };
}

/** Stage C: the authors' 29-evaluation list, w = 4. Stage B: 12 steps without guidance. */
export function samplingDefaults(about: About): {
  prior: Manifest['prior']['sampling'];
  decoder: Manifest['decoder']['sampling'];
} {
  const common = {
    maxSteps: 200,
    maxGuidance: 20,
    solver: 'ddpm' as const,
    solvers: SOLVERS,
  };
  return {
    prior: withDefined(
      { ...common, solvers: [...common.solvers], schedule: 'authors', steps: 29, guidance: 4 },
      about.sampling.prior,
    ),
    decoder: withDefined(
      { ...common, solvers: [...common.solvers], schedule: 'uniform', steps: 12, guidance: 0 },
      about.sampling.decoder,
    ),
  };
}

/** Fewer steps than the authors' list has, and as many as the paper takes (section 4). */
const PUBLISHED_PRESETS: NonNullable<Manifest['presets']> = {
  draft: { prior: { schedule: 'uniform', steps: 16 }, decoder: { steps: 8 } },
  standard: { prior: {}, decoder: {} },
  fine: { prior: { schedule: 'uniform', steps: 60 }, decoder: { steps: 24 } },
};

/** The published model's presets are steps beside its own defaults: with others they mean nothing. */
function presetsOf({ presets, sampling }: About): Manifest['presets'] {
  const isOwn = Object.keys({ ...sampling.prior, ...sampling.decoder }).length > 0;
  return presets ?? (isOwn ? undefined : PUBLISHED_PRESETS);
}

type Defaults = Manifest['prior']['sampling'];

function withDefined(defaults: Defaults, given: v.InferOutput<typeof Sampling>): Defaults {
  const defined = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return { ...defaults, ...defined };
}
