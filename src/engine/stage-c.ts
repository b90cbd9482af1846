import type { Geometry } from '../diffusion/geometry.ts';
import { touchedCells } from '../diffusion/mask.ts';
import { noised } from '../diffusion/schedule.ts';
import type { NoiseDraws } from '../diffusion/draws.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Backend } from './backend.ts';
import { assertFinite, denoise, withCondition, type KnownLatent } from './denoise.ts';
import type { EncodedImage } from './encode-image.ts';
import type { ImagePlan } from './image-request.ts';
import type { StagePlan } from './request.ts';
import type { Sessions } from './sessions.ts';

/** What both denoising stages work with. */
export interface StageContext {
  manifest: Manifest;
  backend: Backend;
  sessions: Sessions;
  geometry: Geometry;
  draws: NoiseDraws;
  plan: StagePlan;
  /** Null where words are all there is. */
  image: GivenImage | null;
  /** float32 [G, maxLength, hiddenSize], conditional first. */
  text: Float32Array;
  signal: AbortSignal;
  /** `clean` is the estimate of the clean latent, where it was wanted. */
  onStep: (done: number, clean: Float32Array | null) => void;
}

/** A picture to start from, and its latents. */
export interface GivenImage extends ImagePlan {
  encoded: EncodedImage;
}

/** What a stage leaves as it is in the part of a picture that is not painted anew. */
export function knownOf(
  image: GivenImage | null,
  noise: Float32Array<ArrayBuffer>,
  stage: 'prior' | 'decoder',
  { manifest, geometry }: Pick<StageContext, 'manifest' | 'geometry'>,
): KnownLatent | undefined {
  const clean = image?.encoded[stage];
  if (!image?.mask || !clean) return undefined;
  const { width, height } = geometry[stage];
  const anew = touchedCells(image.mask, width, height);
  return { clean, noise, anew, schedule: manifest.scheduler };
}

/** Pure noise at full strength, as without a picture. */
function startOf(
  { strength, encoded }: GivenImage,
  noise: Float32Array<ArrayBuffer>,
  { scheduler }: Manifest,
): Float32Array<ArrayBuffer> {
  return strength < 1 ? noised(encoded.prior, noise, Math.fround(strength), scheduler) : noise;
}

/**
 * Stage C: text, or a picture, to the small latent.
 * @returns float32 [1, 16, h, w] in diffusion space, about N(0, 1)
 */
export async function runStageC(
  context: StageContext & { wantClean: boolean },
): Promise<Float32Array<ArrayBuffer>> {
  const { manifest, backend, geometry, draws, plan, image } = context;
  const { maxLength, hiddenSize } = manifest.textEncoders.prior;
  const { Tensor } = backend.runtime;
  const noise = draws.nextStageCStart();
  if (image && plan.table.length === 0) return image.encoded.prior;
  const start = image ? startOf(image, noise, manifest) : noise;
  const batch = plan.guided ? 2 : 1;
  const latent = await withCondition(
    { condition: 'prior-condition', step: 'prior-step' },
    { text: new Tensor('float32', context.text, [batch, maxLength, hiddenSize]) },
    context,
    (network, condition) =>
      denoise({
        runtime: backend.runtime,
        network,
        plan,
        shape: geometry.prior,
        timeChannels: manifest.prior.timeChannels,
        condition,
        start,
        known: knownOf(image, noise, 'prior', context),
        nextNoise: () => draws.nextStageCStep(),
        wantClean: context.wantClean,
        onStep: context.onStep,
        signal: context.signal,
      }),
  );
  assertFinite(latent, 'Stage C');
  return latent;
}
