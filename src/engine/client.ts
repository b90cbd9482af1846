import {
  EngineError,
  PROTOCOL_VERSION,
  type Engine,
  type Failure,
  type FailureCode,
  type GenerateRequest,
  type GenerateResult,
  type OpenedModel,
  type Progress,
  type Residency,
  type TokenCount,
} from '../protocol/engine.ts';
import type { ForcedProvider, FromWorker, ToWorker } from './messages.ts';

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
 * After these the worker is replaced: a lost device, a full heap (which never shrinks) and a
 * failed start of ONNX Runtime do not heal within it.
 */
const FATAL: ReadonlySet<FailureCode> = new Set([
  'device-lost',
  'out-of-memory',
  'engine-crashed',
  'internal',
]);

type Answer = Exclude<FromWorker, { kind: 'progress' | 'failed' }>;

interface Pending {
  resolve: (answer: Answer) => void;
  reject: (error: EngineError) => void;
  onProgress?: (progress: Progress) => void;
}

/**
 * An engine in a worker. The worker is started when it is first needed, and again after a crash
 * or a termination; the package is then opened anew by itself.
 * @param spawn starts `worker.ts` as a module worker
 */
export function createWorkerEngine(spawn: () => Worker, options: WorkerEngineOptions = {}): Engine {
  return new WorkerEngine(spawn, options);
}

class WorkerEngine implements Engine {
  private readonly spawn: () => Worker;
  private provider: ForcedProvider;
  private readonly asked: Residency | null;
  /** Stage by stage once memory ran out, until another package is opened. */
  private residency: Residency | null;
  private readonly graceMs: number;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  /** The last package that was asked for, and its opening in the present worker. */
  private url: string | null = null;
  private opening: Promise<OpenedModel> | null = null;
  /** Settles when the worker is free for the next picture. */
  private free: Promise<unknown> = Promise.resolve();
  private lastId = 0;

  constructor(spawn: () => Worker, options: WorkerEngineOptions) {
    this.spawn = spawn;
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
      this.stopWorker(crashed('The engine was started anew on another provider.'));
      this.provider = provider;
    }
    if (url !== this.url && this.residency !== this.asked) {
      this.stopWorker(crashed('The engine was started anew for another model.'));
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
    const answer = await this.ask({ kind: 'count-tokens', id: this.nextId(), text });
    if (answer.kind !== 'counted') throw unexpected(answer);
    return answer.count;
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
    this.stopWorker(crashed('The engine was closed.'));
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
    const id = this.nextId();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      this.post({ kind: 'cancel', id });
      timer = setTimeout(
        () => this.stopWorker(crashed('The picture did not stop in time.')),
        this.graceMs,
      );
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await this.ask({ kind: 'generate', id, request }, (progress) => {
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
      const id = this.nextId();
      const cancel = () => this.post({ kind: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      const opening = this.ask({
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

  private ask(message: ToWorker, onProgress?: (progress: Progress) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.pending.set(message.id, { resolve, reject, ...(onProgress && { onProgress }) });
      this.post(message);
    });
  }

  private post(message: ToWorker): void {
    // A cancel for a worker that has gone has nobody to reach.
    if (!this.worker && message.kind === 'cancel') return;
    this.worker ??= this.start();
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = this.spawn();
    worker.onmessage = (event: MessageEvent<FromWorker>) => {
      if (worker === this.worker) this.receive(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      const where = event.filename ? ` (${event.filename}:${event.lineno})` : '';
      if (worker === this.worker) this.stopWorker(crashed(`${event.message ?? ''}${where}`));
    };
    worker.onmessageerror = () => {
      if (worker === this.worker) this.stopWorker(crashed('An answer could not be read.'));
    };
    return worker;
  }

  private receive(message: FromWorker): void {
    const pending = this.pending.get(message.id);
    if (!pending) return;
    switch (message.kind) {
      case 'progress':
        pending.onProgress?.(message.progress);
        return;
      case 'failed':
        this.pending.delete(message.id);
        pending.reject(new EngineError(message.failure));
        if (FATAL.has(message.failure.code)) this.stopWorker(message.failure);
        return;
      case 'opened':
      case 'counted':
      case 'generated':
        this.pending.delete(message.id);
        pending.resolve(message);
        return;
    }
  }

  /** Ends the worker; whoever waits for it gets `failure`. */
  private stopWorker(failure: Failure): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.worker?.terminate();
    this.worker = null;
    this.opening = null;
    for (const { reject } of waiting) reject(new EngineError(failure));
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
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

function crashed(detail: string): Failure {
  return {
    code: 'engine-crashed',
    message: 'The engine stopped unexpectedly.',
    hint: 'Try again: it is started anew.',
    ...(detail && { detail }),
  };
}

function unexpected(answer: Answer): Error {
  return new Error(`The engine gave an answer of the wrong kind: ${answer.kind}.`);
}
