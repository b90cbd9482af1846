import { geometryFor, validSides } from '../diffusion/geometry.ts';
import {
  parseManifest,
  type Manifest,
  type NetworkEntry,
  type NetworkName,
} from '../package/manifest.ts';
import { describedBy, samplingDefaults, type About } from './about.ts';
import { tensorSizes } from './graph/tensor-sizes.ts';
import { decoderMultiple, effnetLevels } from './networks/decoder.ts';
import { normalisationOf, PIXELS_PER_CELL } from './networks/compressor-config.ts';
import { haloRows, pixelsPerLatent } from './networks/vqgan.ts';
import type { ExportPlan } from './plan.ts';
import type { EncoderRuntime, PackageSink } from './ports.ts';
import { describeEncoder, type Tokenizer } from './text-encoders.ts';
import type { NetworkEntries } from './write-networks.ts';

interface Package {
  plan: ExportPlan;
  about: About;
  tokens: { prior: Tokenizer; decoder: Tokenizer };
  networks: NetworkEntries;
  sink: PackageSink;
  runtime: EncoderRuntime;
  signal: AbortSignal;
}

/** The manifest of a package whose networks have been written; writes what its tokenizers need. */
export async function describePackage(given: Package): Promise<Manifest> {
  const { about, plan, networks, tokens } = given;
  const { prior, decoder, vqgan, priorText, decoderText } = plan.configs;
  const sampling = samplingDefaults(about);
  const encoderGraph = (name: NetworkName) => {
    const planned = plan.networks.find((network) => network.name === name)!;
    const paths = networks[name]!.data.map(({ path }) => path);
    const shards = new Map(
      planned.weights.map((weights) => [weights, paths.splice(0, weights.shards().length)]),
    );
    const { graph } = planned.graphs.find(({ arithmetic }) => arithmetic === 'f32')!;
    return graph.spec((weights) => shards.get(weights)!);
  };
  const textEncoders = {
    prior: await describeEncoder(
      given,
      tokens.prior,
      priorText,
      await encoderGraph('prior-text-encoder'),
    ),
    decoder: await describeEncoder(
      given,
      tokens.decoder,
      decoderText,
      await encoderGraph('decoder-text-encoder'),
    ),
  };
  const geometry = geometryOf(plan, about);
  const levels = effnetLevels(decoder).map(({ name, divisor }) => ({ name, divisor }));
  const sized = withTensorSizes(networks, plan, geometry, levels);
  return parseManifest({
    format: 'wuerstchen-web',
    version: 1,
    ...describedBy(about),
    precision: plan.input.precision,
    geometry,
    prior: { channels: prior.c_in, timeChannels: prior.c_r, sampling: sampling.prior },
    decoder: {
      channels: decoder.c_in,
      timeChannels: decoder.c_r,
      sampling: sampling.decoder,
      effnetLevels: levels,
    },
    vqgan: { halo: haloRows(vqgan) },
    scheduler: plan.scheduler,
    textEncoders,
    // Which fields stand where, the schema decides.
    networks: sized,
    imageEncoders: describeEncoders(plan, sized),
  });
}

/** What the checkpoint fixes about a picture's size, and what it is described as. */
export function geometryOf({ scale, configs }: ExportPlan, { size }: Pick<About, 'size'>) {
  return {
    resolutionMultiple: scale.resolution_multiple,
    latentDimScale: scale.latent_dim_scale,
    decoderMultiple: decoderMultiple(configs.decoder),
    pixelsPerLatent: pixelsPerLatent(configs.vqgan),
    ...size,
  };
}

/** How the compressor wants to see a picture; undefined where there is none. */
function describeEncoders(
  { configs }: ExportPlan,
  networks: NetworkEntries,
): Manifest['imageEncoders'] {
  const { compressor, 'vqgan-encode': encode } = networks;
  if (!configs.compressor || !compressor || !encode) return undefined;
  const how = { pixelsPerCell: PIXELS_PER_CELL, ...normalisationOf(configs.compressor) };
  return { compressor: how, networks: { compressor, 'vqgan-encode': encode } };
}

/** Each graph's largest tensor at the largest size that the model paints. */
function withTensorSizes(
  networks: NetworkEntries,
  plan: ExportPlan,
  geometry: Manifest['geometry'],
  levels: Manifest['decoder']['effnetLevels'],
): NetworkEntries {
  const side = validSides(geometry).at(-1);
  if (side === undefined) return networks;
  const sides = geometryFor(side, side, geometry);
  const entries = plan.networks.map(({ name, graphs }) => {
    const network = networks[name]!;
    const sized = network.graphs.map((entry, i): NetworkEntry['graphs'][number] => {
      const [largest] = tensorSizes(graphs[i]!.graph, sides, levels);
      return { ...entry, largestTensorBytes: largest!.sizeBytes };
    });
    return [name, { ...network, graphs: sized }];
  });
  return Object.fromEntries(entries) as NetworkEntries;
}
