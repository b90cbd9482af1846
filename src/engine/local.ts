import { parseManifest, type Manifest } from '../package/manifest.ts';
import type { PackageSource } from '../package/source.ts';
import { EngineError, type Engine, type OpenedModel, type Residency } from '../protocol/engine.ts';
import { breaksEngine } from '../protocol/recovery.ts';
import type { Backend } from './backend.ts';
import { encodePicture } from './encode-image.ts';
import { failure, toFailure } from './failures.ts';
import { generatePicture, preparePicture, type Studio } from './generate.ts';
import { LearnedPreview, type PreviewStorage } from './learned-preview.ts';
import { SerialQueue } from './queue.ts';
import { residencyFor } from './residency.ts';
import { Sessions } from './sessions.ts';
import { TextStage } from './text.ts';

export interface LocalEngineOptions {
  /** @param url the package's folder, as given to `open` */
  openSource: (url: string) => PackageSource;
  /** Chooses a runtime and a device for a package; called again after a device was lost. */
  connect: (manifest: Manifest) => Promise<Backend>;
  /** Default: by the package's size and the machine, see `residency.ts`. */
  residency?: Residency;
  /** Keeps what pictures teach of the preview of a package that comes without one; default: nowhere. */
  previewStorage?: (url: string, manifest: Manifest) => PreviewStorage;
}

/** An open package; backend and sessions are absent until needed, and after a failure. */
interface OpenPackage {
  url: string;
  manifest: Manifest;
  source: PackageSource;
  text: TextStage;
  learned: LearnedPreview | null;
  running: Running | null;
}

interface Running {
  backend: Backend;
  sessions: Sessions;
  residency: Residency;
}

/** The engine itself, in the calling thread: used by the worker, by Node and by tests. */
export function createLocalEngine(options: LocalEngineOptions): Engine {
  const queue = new SerialQueue();
  let current: OpenPackage | null = null;
  /** Aborts the preparation that runs or waits. */
  let preparing: AbortController | null = null;

  const stop = async (open: OpenPackage | null): Promise<void> => {
    const running = open?.running;
    if (!running) return;
    open.running = null;
    await running.sessions.close();
    running.backend.close();
  };

  const start = async (open: OpenPackage): Promise<Running> => {
    if (open.running?.backend.failure()) await stop(open);
    if (!open.running) {
      const { manifest, source } = open;
      const backend = await options.connect(manifest);
      const residency = options.residency ?? residencyFor(manifest, backend);
      const sessions = new Sessions({ manifest, source, backend, residency });
      open.running = { backend, sessions, residency };
    }
    return open.running;
  };

  const opened = (): OpenPackage => {
    if (current) return current;
    throw failure('bad-request', 'No model is open.', 'Open a model package first.');
  };

  /** What a picture of the open package is made with. */
  const enter = async (): Promise<{ studio: Studio; residency: Residency }> => {
    const open = opened();
    const { backend, sessions, residency } = await start(open);
    const { manifest, text, learned } = open;
    return { studio: { manifest, backend, sessions, text, learned }, residency };
  };

  /** Ends what is being prepared; a load in progress goes on until `signal` is aborted. */
  const takeOver = (signal?: AbortSignal): void => {
    if (signal) current?.running?.sessions.holdLoad(signal);
    preparing?.abort();
    preparing = null;
  };

  /** Runs a task alone; its failure leaves as data, and takes a broken device with it. */
  const guarded = <T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    queue.add(async () => {
      try {
        return await task();
      } catch (error) {
        signal?.throwIfAborted();
        const data = current?.running?.backend.failure() ?? toFailure(error);
        if (breaksEngine(data.code)) await stop(current);
        throw new EngineError(data);
      }
    });

  return {
    open: (url, signal) => {
      takeOver();
      return guarded(async (): Promise<OpenedModel> => {
        if (current?.url !== url) {
          const source = options.openSource(url);
          let manifest: Manifest;
          try {
            manifest = checked(await source.manifest(signal));
          } catch (error) {
            source.close?.();
            throw error;
          }
          await stop(current);
          current?.source.close?.();
          const text = new TextStage(manifest, source);
          const storage = options.previewStorage?.(url, manifest) ?? null;
          const learned = await LearnedPreview.open(manifest, storage);
          current = { url, manifest, source, text, learned, running: null };
        }
        const open = opened();
        const { backend, residency } = await start(open);
        return { manifest: open.manifest, device: backend.report, residency };
      }, signal);
    },
    // Not in the queue: it needs no session, and a prompt is typed while a picture is painted.
    async countTokens(text) {
      try {
        return await opened().text.countTokens(text);
      } catch (error) {
        throw new EngineError(toFailure(error));
      }
    },
    prepare: (request, caller) => {
      const own = new AbortController();
      const signal = AbortSignal.any([caller, own.signal]);
      takeOver(signal);
      preparing = own;
      return guarded(async () => {
        if (signal.aborted) return null;
        const { studio, residency } = await enter();
        if (residency === 'release') return null;
        try {
          return await preparePicture(studio, request, signal);
        } catch (error) {
          // Ended early; what went wrong on the device meanwhile must still be told.
          if (error !== signal.reason) throw error;
          return null;
        }
      });
    },
    generate: (request, signal, onProgress) => {
      takeOver(signal);
      return guarded(async () => {
        try {
          if (signal.aborted) return { kind: 'cancelled' };
          const { studio } = await enter();
          const result = await generatePicture(studio, request, signal, onProgress);
          // Behind the picture, which does not wait for the disk; before what closes the package.
          void queue.add(async () => studio.learned?.save());
          return signal.aborted ? { kind: 'cancelled' } : result;
        } catch (error) {
          // Whatever an abort leads to, it is no failure.
          if (signal.aborted) return { kind: 'cancelled' };
          throw error;
        }
      });
    },
    encode: (bitmap, signal) => {
      takeOver(signal);
      return guarded(async () => {
        signal.throwIfAborted();
        const { studio } = await enter();
        return encodePicture(studio, bitmap, signal);
      }, signal);
    },
    close: () => {
      takeOver();
      return queue.add(async () => {
        await stop(current);
        current?.source.close?.();
        current = null;
      });
    },
  };
}

function checked(json: unknown): Manifest {
  try {
    return parseManifest(json);
  } catch (error) {
    throw failure(
      'bad-manifest',
      error instanceof Error ? error.message : String(error),
      'Choose another model, or ask whoever serves this one to export it again.',
    );
  }
}
