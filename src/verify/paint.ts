import { generatePicture, type Studio } from '../engine/generate.ts';
import type { Manifest } from '../package/manifest.ts';
import type { GenerateRequest } from '../protocol/engine.ts';
import type { Painted } from './verify.ts';

/**
 * The whole picture of a record.
 * @throws EngineError
 */
export async function paintRecorded(
  studio: Omit<Studio, 'learned'>,
  request: GenerateRequest,
  signal: AbortSignal,
): Promise<Painted> {
  const manifest = admitting(studio.manifest, request);
  const result = await generatePicture(
    { ...studio, manifest, learned: null },
    request,
    signal,
    () => undefined,
  );
  if (result.kind !== 'picture' || !result.latents) {
    throw new Error('Expected a picture with its latents.');
  }
  return { bitmap: result.bitmap, latents: result.latents };
}

/** The smallest side is what looks good, not what can be computed; records may be smaller. */
function admitting(manifest: Manifest, { width, height }: GenerateRequest): Manifest {
  const { geometry } = manifest;
  const minSide = Math.min(geometry.minSide, width, height);
  return { ...manifest, geometry: { ...geometry, minSide } };
}
