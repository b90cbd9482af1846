import { bicubicMatrix } from '../diffusion/resize.ts';
import { assertFinite, denoise, withCondition } from './denoise.ts';
import type { Tensors } from './runtime.ts';
import { knownOf, type StageContext } from './stage-c.ts';

/**
 * Stage B: text and the small latent to the latent that Stage A decodes.
 * @param priorLatent Stage C's result, float32 [1, 16, h, w] in diffusion space
 * @returns float32 [1, 4, H, W], before Stage A's scale factor
 */
export async function runStageB(
  context: StageContext,
  priorLatent: Float32Array,
): Promise<Float32Array<ArrayBuffer>> {
  const { manifest, backend, geometry, draws, plan } = context;
  const { maxLength, hiddenSize } = manifest.textEncoders.decoder;
  const { prior, decoder } = geometry;
  const { Tensor } = backend.runtime;
  const start = draws.nextStageBStart();
  // The unconditional half sees neither the text nor the small latent.
  const mask = plan.guided ? [1, 0] : [1];
  const feeds: Tensors = {
    text: new Tensor('float32', context.text, [mask.length, maxLength, hiddenSize]),
    prior_latent: new Tensor('float32', priorLatent, [
      1,
      prior.channels,
      prior.height,
      prior.width,
    ]),
    effnet_mask: new Tensor('float32', Float32Array.from(mask), [mask.length, 1, 1]),
  };
  for (const { name, divisor } of manifest.decoder.effnetLevels) {
    const rows = decoder.height / divisor;
    const columns = decoder.width / divisor;
    feeds[`rows.${name}`] = new Tensor('float32', bicubicMatrix(prior.height, rows), [
      rows,
      prior.height,
    ]);
    feeds[`columns.${name}`] = new Tensor('float32', bicubicMatrix(prior.width, columns), [
      columns,
      prior.width,
    ]);
  }
  const latent = await withCondition(
    { condition: 'decoder-condition', step: 'decoder-step' },
    feeds,
    context,
    (network, condition) =>
      denoise({
        runtime: backend.runtime,
        network,
        plan,
        shape: decoder,
        timeChannels: manifest.decoder.timeChannels,
        condition,
        start,
        known: knownOf(context.image, start, 'decoder', context),
        nextNoise: () => draws.nextStageBStep(),
        wantClean: false,
        onStep: context.onStep,
        signal: context.signal,
      }),
  );
  assertFinite(latent, 'Stage B');
  return latent;
}
