import {
  EngineError,
  PROTOCOL_VERSION,
  type Engine,
  type GenerateRequest,
  type GenerateResult,
  type OpenedModel,
  type Progress,
  type Residency,
  type StageTimes,
  type TokenCount,
} from '../protocol/engine.ts';
import type { ForcedProvider } from './messages.ts';
import { crashed, EndedWhilePreparing, WorkerLink, type Answer } from './worker-link.ts';

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
 * An engine in a worker. The worker is started when it is first needed, and again after a crash
 * or a termination; the package is then opened anew by itself.
 * @param spawn starts `worker.ts` as a module worker
 */
export function createWorkerEngine(spawn: () => Worker, options: WorkerEngineOptions = {}): Engine {
  return new WorkerEngine(spawn, options);
}

class WorkerEngine implements Engine {
  private readonly link: WorkerLink;
  private provider: ForcedProvider;
  private readonly asked: Residency | null;
  /** Stage by stage once memory ran out, until another package is opened. */
  private residency: Residency | null;
  private readonly graceMs: number;
  /** The last package that was asked for, and its opening in the present worker. */
  private url: string | null = null;
  private opening: Promise<OpenedModel> | null = null;
  /** Settles when the worker is free for the next picture. */
  private free: Promise<unknown> = Promise.resolve();

  constructor(spawn: () => Worker, options: WorkerEngineOptions) {
    this.link = new WorkerLink(spawn, () => (this.opening = null));
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
      this.link.end(crashed('The engine was started anew on another provider.'));
      this.provider = provider;
    }
    if (url !== this.url && this.residency !== this.asked) {
      this.link.end(crashed('The engine was started anew for another model.'));
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
    const answer = await this.link.ask({ kind: 'count-tokens', id: this.link.nextId(), text });
    if (answer.kind !== 'counted') throw unexpected(answer);
    return answer.count;
  }

  async prepare(request: GenerateRequest, signal: AbortSignal): Promise<StageTimes | null> {
    if (signal.aborted) return null;
    await this.ensureOpen();
    if (signal.aborted) return null;
    const id = this.link.nextId();
    const cancel = () => this.link.cancel(id);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await this.link.ask({ kind: 'prepare', id, request });
      if (answer.kind !== 'prepared') throw unexpected(answer);
      return answer.timesMs;
    } catch (error) {
      if (!signal.aborted) throw error;
      return null;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    const turn = this.free;
    const work = turn.then(() => this.paintSomehow(request, signal, onProgress));
    this.free = work.catch(() => undefined);
    // Stop feels instant: only the next picture waits for the worker to notice.
    return untilAborted(work, signal);
  }

  close(): Promise<void> {
    this.link.end(crashed('The engine was closed.'));
    this.url = null;
    return Promise.resolve();
  }

  /** A picture, in less memory where there is too little to hold all stages. */
  private async paintSomehow(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    const { opening } = this;
    try {
      return await this.paint(request, signal, onProgress);
    } catch (error) {
      if (error instanceof EndedWhilePreparing) {
        return this.paintSomehow(request, signal, onProgress);
      }
      if (!(error instanceof EngineError) || error.failure.code !== 'out-of-memory') throw error;
      const held = await opening?.then(({ residency }) => residency).catch(() => null);
      if (held !== 'keep' || signal.aborted) throw error;
      this.residency = 'release';
      return this.paint(request, signal, onProgress);
    }
  }

  private async paint(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult> {
    if (signal.aborted) return { kind: 'cancelled' };
    await this.ensureOpen();
    if (signal.aborted) return { kind: 'cancelled' };
    const id = this.link.nextId();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      this.link.cancel(id);
      timer = setTimeout(
        () => this.link.end(crashed('The picture did not stop in time.')),
        this.link.preparesBefore(id) ? PREPARING_GRACE * this.graceMs : this.graceMs,
      );
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await this.link.ask({ kind: 'generate', id, request }, (progress) => {
        if (!signal.aborted) onProgress(progress);
      });
      if (answer.kind !== 'generated') throw unexpected(answer);
      return answer.result;
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
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
      const id = this.link.nextId();
      const cancel = () => this.link.cancel(id);
      signal?.addEventListener('abort', cancel, { once: true });
      const opening = this.link
        .ask({
          kind: 'open',
          id,
          version: PROTOCOL_VERSION,
          url,
          choices: { provider: this.provider, residency: this.residency },
        })
        .then((answer) => {
          if (answer.kind !== 'opened') throw unexpected(answer);
          return answer.model;
        })
        .catch((error: unknown) => {
          // The next request tries again.
          if (this.opening === opening) this.opening = null;
          signal?.throwIfAborted();
          throw error;
        })
        .finally(() => signal?.removeEventListener('abort', cancel));
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

function unexpected(answer: Answer): Error {
  return new Error(`The engine gave an answer of the wrong kind: ${answer.kind}.`);
}
