import type { Geometry } from '../diffusion/geometry.ts';
import type { NoiseDraws } from '../diffusion/draws.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Backend } from './backend.ts';
import { assertFinite, denoise, withCondition } from './denoise.ts';
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
  /** float32 [G, maxLength, hiddenSize], conditional first. */
  text: Float32Array;
  signal: AbortSignal;
  /** `clean` is the estimate of the clean latent, where it was wanted. */
  onStep: (done: number, clean: Float32Array | null) => void;
}

/**
 * Stage C: text to the small latent.
 * @returns float32 [1, 16, h, w] in diffusion space, about N(0, 1)
 */
export async function runStageC(
  context: StageContext & { wantClean: boolean },
): Promise<Float32Array<ArrayBuffer>> {
  const { manifest, backend, geometry, draws, plan } = context;
  const { maxLength, hiddenSize } = manifest.textEncoders.prior;
  const { Tensor } = backend.runtime;
  const start = draws.nextStageCStart();
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
        nextNoise: () => draws.nextStageCStep(),
        wantClean: context.wantClean,
        onStep: context.onStep,
        signal: context.signal,
      }),
  );
  assertFinite(latent, 'Stage C');
  return latent;
}
