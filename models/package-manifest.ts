import { parseManifest, type Manifest, type NetworkName } from '../src/package/manifest.ts';
import { samplingDefaults, type About } from './about.ts';
import type { ExportPlan, Sources } from './export-plan.ts';
import { pixelsPerLatent } from './stages/stage-a.ts';
import { decoderMultiple, effnetLevels } from './stages/stage-b.ts';
import { describeEncoder, type SpecialTokens } from './text-encoders.ts';

interface Package extends Sources {
  folder: string;
  plan: ExportPlan;
  about: About;
  tokens: { prior: SpecialTokens; decoder: SpecialTokens };
  networks: Manifest['networks'];
}

/** The manifest of a package whose networks have been written; writes what its tokenizers need. */
export async function describePackage(given: Package): Promise<Manifest> {
  const { about, folder, plan, networks, tokens } = given;
  const { prior, decoder, vqgan, priorText, decoderText } = plan.configs;
  const sampling = samplingDefaults(about);
  const encoderGraph = (name: NetworkName) => {
    const planned = plan.networks.find((network) => network.name === name)!;
    const paths = networks[name].data.map(({ path }) => path);
    const shards = new Map(
      planned.weights.map((weights) => [weights, paths.splice(0, weights.shards().length)]),
    );
    const { graph } = planned.graphs.find(({ arithmetic }) => arithmetic === 'f32')!;
    return graph.spec((weights) => shards.get(weights)!);
  };
  const textEncoders = {
    prior: await describeEncoder(
      folder,
      'prior',
      given.prior,
      tokens.prior,
      priorText,
      await encoderGraph('prior-text-encoder'),
    ),
    decoder: await describeEncoder(
      folder,
      'decoder',
      given.decoder,
      tokens.decoder,
      decoderText,
      await encoderGraph('decoder-text-encoder'),
    ),
  };
  return parseManifest({
    format: 'wuerstchen-web',
    version: 1,
    id: about.id,
    name: about.name,
    description: about.description,
    licence: about.licence,
    origin: about.origin,
    limits: about.limits,
    precision: given.precision,
    geometry: {
      resolutionMultiple: plan.scale.resolution_multiple,
      latentDimScale: plan.scale.latent_dim_scale,
      decoderMultiple: decoderMultiple(decoder),
      pixelsPerLatent: pixelsPerLatent(vqgan),
      ...about.size,
    },
    prior: { channels: prior.c_in, timeChannels: prior.c_r, sampling: sampling.prior },
    decoder: {
      channels: decoder.c_in,
      timeChannels: decoder.c_r,
      sampling: sampling.decoder,
      effnetLevels: effnetLevels(decoder).map(({ name, divisor }) => ({ name, divisor })),
    },
    scheduler: plan.scheduler,
    textEncoders,
    networks,
    preview: about.preview,
    prompts: about.prompts,
    vocabulary: about.vocabulary,
  });
}
