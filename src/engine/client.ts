import {
  EngineError,
  PROTOCOL_VERSION,
  type Engine,
  type Failure,
  type GenerateRequest,
  type GenerateResult,
  type OpenedModel,
  type Progress,
  type Residency,
  type RestartReason,
  type StageTimes,
  type TokenCount,
} from '../protocol/engine.ts';
import { breaksEngine, nextRung } from '../protocol/recovery.ts';
import { Client } from '../rpc/client.ts';
import { crashed } from './failures.ts';
import type { EngineService, ForcedProvider } from './service.ts';

export interface WorkerEngineOptions {
  /** Overrides the engine's own choice, for tests; default null. */
  provider?: ForcedProvider;
  /** Likewise; default null. */
  residency?: Residency | null;
  /** How long a cancelled picture may take to stop before its worker is ended; default 3000. */
  graceMs?: number;
}

const GRACE_MS = 3000;
/**
 * So many times longer for a picture that is stopped while the worker still prepares: nothing ends an evaluation before its
 * time, and on a slow machine a single one may take seconds.
 */
const PREPARING_GRACE = 10;

/**
 * The worker ended over what it prepared. Whatever else it was asked for is not to blame, and may be asked for again.
 */
class EndedWhilePreparing extends EngineError {}

/**
 * An engine in a worker. The worker is started when it is first needed, and again after a crash
 * or a termination; the package is then opened anew by itself.
 * @param spawn starts `worker.ts` as a module worker
 */
export function createWorkerEngine(spawn: () => Worker, options: WorkerEngineOptions = {}): Engine {
  return new WorkerEngine(spawn, options);
}

class WorkerEngine implements Engine {
  private readonly client: Client<EngineService, Failure>;
  private provider: ForcedProvider;
  private readonly asked: Residency | null;
  /** Stage by stage once memory ran out, until another package is opened. */
  private residency: Residency | null;
  private readonly graceMs: number;
  /** The last package that was asked for, and its opening in the present worker. */
  private url: string | null = null;
  private opening: Promise<OpenedModel> | null = null;
  /** How the stages of that package were held, also after its worker has ended; null before that is known. */
  private held: Residency | null = null;
  /** Settles when the worker is free for the next picture. */
  private free: Promise<unknown> = Promise.resolve();
  /** What the worker was asked to prepare and has not answered. */
  private readonly preparing = new Set<GenerateRequest>();

  constructor(spawn: () => Worker, options: WorkerEngineOptions) {
    this.client = new Client({
      spawn,
      toError: (failure) => new EngineError(failure),
      crashed: (detail) => endedOver(crashed(detail), this.preparing.size > 0),
      endAfter: (failure, method) =>
        breaksEngine(failure.code) ? endedOver(failure, method === 'prepare') : null,
      onEnd: () => (this.opening = null),
    });
    this.provider = options.provider ?? null;
    this.asked = options.residency ?? null;
    this.residency = this.asked;
    this.graceMs = options.graceMs ?? GRACE_MS;
  }

  async open(
    url: string,
    signal?: AbortSignal,
    provider: ForcedProvider = this.provider,
  ): Promise<OpenedModel> {
    signal?.throwIfAborted();
    if (provider !== this.provider) {
      // A worker keeps the provider that it was started with.
      this.end('The engine was started anew on another provider.');
      this.provider = provider;
    }
    if (url !== this.url && this.residency !== this.asked) {
      this.end('The engine was started anew for another model.');
      this.residency = this.asked;
    }
    this.url = url;
    this.opening = null;
    const model = await this.ensureOpen(signal);
    signal?.throwIfAborted();
    return model;
  }

  async countTokens(text: string): Promise<TokenCount> {
    await this.ensureOpen();
    return this.client.call('countTokens', text);
  }

  async prepare(request: GenerateRequest, signal: AbortSignal): Promise<StageTimes | null> {
    if (signal.aborted) return null;
    await this.ensureOpen();
    // An object of its own: the same request may be prepared for twice.
    const own = { ...request };
    this.preparing.add(own);
    try {
      return await this.client.call('prepare', own, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      return null;
    } finally {
      this.preparing.delete(own);
    }
  }

  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    const turn = this.free;
    const work = turn.then(() => this.generateWithFallback(request, signal, onProgress));
    this.free = work.catch(() => undefined);
    // Stop feels instant: only the next picture waits for the worker to notice.
    return untilAborted(work, signal);
  }

  close(): Promise<void> {
    this.end('The engine was closed.');
    this.url = null;
    return Promise.resolve();
  }

  /** Ends the worker; whoever waits for it is told why. */
  private end(why: string): void {
    this.client.close(new EngineError(crashed(why)));
  }

  /** A picture, which begins again where that may help; see `recovery.ts`. */
  private async generateWithFallback(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    const taken: RestartReason[] = [];
    for (;;) {
      try {
        return await this.paint(request, signal, onProgress);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        const reason = this.reasonToRestart(error, taken);
        if (reason === null || signal.aborted) throw error;
        taken.push(reason);
        if (reason === 'stage-by-stage') this.residency = 'release';
        onProgress({ stage: 'restart', reason });
      }
    }
  }

  /** Null where the picture does not begin again. */
  private reasonToRestart(
    error: EngineError,
    taken: readonly RestartReason[],
  ): RestartReason | null {
    const possible: RestartReason[] = ['fresh-worker'];
    if (this.held === 'keep') possible.push('stage-by-stage');
    const during = error instanceof EndedWhilePreparing ? 'prepare' : 'generate';
    const next = nextRung(error.failure.code, { during, taken, possible });
    return possible.find((reason) => reason === next) ?? null;
  }

  private async paint(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    if (signal.aborted) return { kind: 'cancelled' };
    await this.ensureOpen();
    const before = [...this.preparing];
    const isPrepared = () => !before.some((request) => this.preparing.has(request));
    try {
      return await this.client.call('generate', request, {
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) onProgress(progress);
        },
        graceMs: () => (isPrepared() ? 1 : PREPARING_GRACE) * this.graceMs,
      });
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      throw error;
    }
  }

  private ensureOpen(signal?: AbortSignal): Promise<OpenedModel> {
    const { url } = this;
    if (url === null) {
      return Promise.reject(
        new EngineError({
          code: 'bad-request',
          message: 'No model is open.',
          hint: 'Open a model package first.',
        }),
      );
    }
    if (!this.opening) {
      this.held = null;
      const choices = { provider: this.provider, residency: this.residency };
      const opening = this.client
        .call('open', { version: PROTOCOL_VERSION, url, choices }, { signal })
        .then((model) => {
          this.held = model.residency;
          return model;
        })
        .catch((error: unknown) => {
          // The next request tries again.
          if (this.opening === opening) this.opening = null;
          throw error;
        });
      this.opening = opening;
    }
    return this.opening;
  }
}

/** The work's result, or `cancelled` as soon as the signal says so. */
function untilAborted(work: Promise<GenerateResult>, signal: AbortSignal): Promise<GenerateResult> {
  return new Promise((resolve, reject) => {
    const cancel = () => resolve({ kind: 'cancelled' });
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

/** What is told to those whom a worker has left waiting. */
function endedOver(failure: Failure, isPreparing: boolean): EngineError {
  return isPreparing ? new EndedWhilePreparing(failure) : new EngineError(failure);
}
