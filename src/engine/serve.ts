import {
  PROTOCOL_VERSION,
  type Engine,
  type GenerateResult,
  type Progress,
} from '../protocol/engine.ts';
import { transferred } from '../rpc/transfer.ts';
import { failure } from './failures.ts';
import type { EngineChoices, EngineService } from './service.ts';

/**
 * What the engine's worker offers. Pixels and latents are moved to the page, not copied.
 * @param createEngine called once, by the first `open`
 */
export function engineService(createEngine: (choices: EngineChoices) => Engine): EngineService {
  let engine: Engine | null = null;

  const opened = (): Engine => {
    if (engine) return engine;
    throw failure('bad-request', 'No model is open.', 'Open a model package first.');
  };

  return {
    open: async ({ version, url, choices }, { signal }) => {
      if (version !== PROTOCOL_VERSION) {
        throw failure(
          'internal',
          `The page speaks version ${version}, its engine ${PROTOCOL_VERSION}.`,
          'Reload the page: it was updated while it was open.',
        );
      }
      engine ??= createEngine(choices);
      return engine.open(url, signal);
    },
    countTokens: async (text) => opened().countTokens(text),
    prepare: async (request, { signal }) => opened().prepare(request, signal),
    generate: async (request, { signal, onProgress }) => {
      const result = await opened().generate(request, signal, (progress) =>
        onProgress(transferred(progress, previewBuffers(progress))),
      );
      return transferred(result, resultBuffers(result));
    },
    encode: async (bitmap, { signal }) => {
      const latent = await opened().encode(bitmap, signal);
      return transferred(latent, [latent.data.buffer]);
    },
  };
}

function previewBuffers(progress: Progress): Transferable[] {
  return progress.stage === 'prior' && progress.preview ? [progress.preview.rgba.buffer] : [];
}

function resultBuffers(result: GenerateResult): Transferable[] {
  if (result.kind !== 'picture') return [];
  const { bitmap, latents } = result;
  return [bitmap.rgba.buffer, ...Object.values(latents ?? {}).map((latent) => latent.data.buffer)];
}
