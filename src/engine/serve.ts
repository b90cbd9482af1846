import {
  PROTOCOL_VERSION,
  type Engine,
  type GenerateResult,
  type Progress,
} from '../protocol/engine.ts';
import { failure, toFailure } from './failures.ts';
import type { EngineChoices, FromWorker, ToWorker } from './messages.ts';

/** Posts an answer; what is listed in `transfer` moves instead of being copied. */
export type Post = (message: FromWorker, transfer: Transferable[]) => void;

/**
 * The worker's side of the protocol: gives a handler for `ToWorker` messages.
 * @param createEngine called once, by the first `open`
 */
export function serveEngine(
  createEngine: (choices: EngineChoices) => Engine,
  post: Post,
): (message: ToWorker) => void {
  const running = new Map<number, AbortController>();
  let engine: Engine | null = null;

  const opened = (): Engine => {
    if (engine) return engine;
    throw failure('bad-request', 'No model is open.', 'Open a model package first.');
  };

  const answer = async (id: number, task: (signal: AbortSignal) => Promise<void>) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      await task(controller.signal);
    } catch (error) {
      post({ kind: 'failed', id, failure: toFailure(error) }, []);
    } finally {
      running.delete(id);
    }
  };

  return (message) => {
    const { id } = message;
    switch (message.kind) {
      case 'open':
        void answer(id, async (signal) => {
          if (message.version !== PROTOCOL_VERSION) {
            throw failure(
              'internal',
              `The page speaks version ${message.version}, its engine ${PROTOCOL_VERSION}.`,
              'Reload the page: it was updated while it was open.',
            );
          }
          engine ??= createEngine(message.choices);
          const model = await engine.open(message.url, signal);
          post({ kind: 'opened', id, model }, []);
        });
        return;
      case 'count-tokens':
        void answer(id, async () => {
          const count = await opened().countTokens(message.text);
          post({ kind: 'counted', id, count }, []);
        });
        return;
      case 'prepare':
        void answer(id, async (signal) => {
          const timesMs = await opened().prepare(message.request, signal);
          post({ kind: 'prepared', id, timesMs }, []);
        });
        return;
      case 'generate':
        void answer(id, async (signal) => {
          const result = await opened().generate(message.request, signal, (progress) =>
            post({ kind: 'progress', id, progress }, previewBuffers(progress)),
          );
          post({ kind: 'generated', id, result }, resultBuffers(result));
        });
        return;
      case 'cancel':
        running.get(id)?.abort();
        return;
    }
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
