import {
  EngineError,
  PROTOCOL_VERSION,
  type Bitmap,
  type Engine,
  type Failure,
  type GenerateRequest,
  type GenerateResult,
  type Latent,
  type OpenedModel,
  type Progress,
  type Residency,
  type RestartReason,
  type StageTimes,
  type TokenCount,
} from '../protocol/engine.ts';
import { breaksEngine, nextRung } from '../protocol/recovery.ts';
import { Client } from '../rpc/client.ts';
import { appChanged, crashed } from './failures.ts';
import type { EngineService, ForcedProvider } from './service.ts';
import { Turns, WorkerEnded, type Turn } from './turns.ts';

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
 * An engine in a worker. The worker is started when it is first needed, and again after a crash
 * or a termination; the package is then opened anew by itself. Pictures wait for each other in the worker, see
 * `local.ts`; what waited there when it ended is asked for again.
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
  /** The last package that was asked for, and its opening in the present worker. */
  private url: string | null = null;
  private opening: Promise<OpenedModel> | null = null;
  /** How the stages of that package were held, also after its worker has ended; null before that is known. */
  private held: Residency | null = null;
  private readonly turns: Turns;

  constructor(spawn: () => Worker, options: WorkerEngineOptions) {
    this.client = new Client({
      spawn,
      toError: (failure) => new EngineError(failure),
      crashed: (detail) => this.ended(crashed(detail)),
      notLoaded: () => this.ended(appChanged('The script of the engine could not be loaded.')),
      endAfter: (failure) => (breaksEngine(failure.code) ? this.ended(failure) : null),
      onEnd: () => (this.opening = null),
    });
    this.provider = options.provider ?? null;
    this.asked = options.residency ?? null;
    this.residency = this.asked;
    this.turns = new Turns(options.graceMs ?? GRACE_MS);
  }

  async open(
    url: string,
    signal?: AbortSignal,
    provider: ForcedProvider = this.provider,
  ): Promise<OpenedModel> {
    signal?.throwIfAborted();
    if (provider !== this.provider) {
      // A worker keeps the provider that it was started with.
      this.startAnew('The engine was started anew on another provider.');
      this.provider = provider;
    }
    if (url !== this.url && this.residency !== this.asked) {
      this.startAnew('The engine was started anew for another model.');
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
    const turn = this.turns.enter('prepare', signal);
    try {
      return await this.client.call('prepare', request, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      return null;
    } finally {
      this.turns.leave(turn);
    }
  }

  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
    // Stop feels instant: the worker lets go when it can, and the next picture waits for that there.
    return untilAborted(this.generateWithFallback(request, signal, onProgress), signal);
  }

  async encode(bitmap: Bitmap, signal: AbortSignal): Promise<Latent> {
    signal.throwIfAborted();
    await this.ensureOpen();
    const turn = this.turns.enter('encode', signal);
    try {
      return await this.client.call('encode', bitmap, { signal });
    } finally {
      this.turns.leave(turn);
    }
  }

  close(): Promise<void> {
    this.client.close(new EngineError(crashed('The engine was closed.')));
    this.url = null;
    return Promise.resolve();
  }

  /** Ends the worker; what it was at fails, and what waited for that goes to the next one. */
  private startAnew(why: string): void {
    this.client.close(this.ended(crashed(why)));
  }

  /** What is told to those whom the worker leaves waiting. */
  private ended(failure: Failure): WorkerEnded {
    return new WorkerEnded(failure, this.turns.current);
  }

  /** A picture, which begins again where that may help; see `recovery.ts`. */
  private async generateWithFallback(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    const taken: RestartReason[] = [];
    for (;;) {
      await this.ensureOpen();
      const turn = this.turns.enter('generate', signal);
      try {
        return await this.client.call('generate', request, {
          signal,
          onProgress: (progress) => {
            if (!signal.aborted) onProgress(progress);
          },
          graceMs: () => this.turns.graceMs(turn),
        });
      } catch (error) {
        const reason = this.reasonToRestart(error, turn, taken);
        if (reason === null || signal.aborted) throw error;
        // A worker that ended over something else has taken nothing from this picture's own ladder.
        if (reason !== 'fresh-worker') taken.push(reason);
        if (reason === 'stage-by-stage') this.residency = 'release';
        onProgress({ stage: 'restart', reason });
      } finally {
        this.turns.leave(turn);
      }
    }
  }

  /** Null where the picture does not begin again. */
  private reasonToRestart(
    error: unknown,
    turn: Turn,
    taken: readonly RestartReason[],
  ): RestartReason | null {
    if (!(error instanceof EngineError)) return null;
    const possible: RestartReason[] = ['fresh-worker'];
    if (this.held === 'keep') possible.push('stage-by-stage');
    const other = error instanceof WorkerEnded && error.over !== turn ? error.over : null;
    const during = other === null ? 'generate' : other.kind === 'prepare' ? 'prepare' : 'another';
    const next = nextRung(error.failure.code, { during, taken, possible });
    return possible.find((reason) => reason === next) ?? null;
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

/** The work's result, or `cancelled` as soon as the signal says so; whatever the work comes to then is no failure. */
function untilAborted(work: Promise<GenerateResult>, signal: AbortSignal): Promise<GenerateResult> {
  return new Promise((resolve, reject) => {
    const cancel = () => resolve({ kind: 'cancelled' });
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
