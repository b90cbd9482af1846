import { EngineError, type Failure, type FailureCode, type Progress } from '../protocol/engine.ts';
import type { FromWorker, ToWorker } from './messages.ts';

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

export type Answer = Exclude<FromWorker, { kind: 'progress' | 'failed' }>;

interface Pending {
  kind: ToWorker['kind'];
  resolve: (answer: Answer) => void;
  reject: (error: EngineError) => void;
  onProgress?: (progress: Progress) => void;
}

/**
 * The worker ended over what it prepared. Whatever else it was asked for is not to blame, and may be asked for again.
 */
export class EndedWhilePreparing extends EngineError {}

/** Questions to the engine's worker, which is started by the first one, and by the next one after it has ended. */
export class WorkerLink {
  private readonly spawn: () => Worker;
  private readonly onEnd: () => void;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  private lastId = 0;

  /** @param onEnd called when a worker has ended, before whoever waits for it is told */
  constructor(spawn: () => Worker, onEnd: () => void) {
    this.spawn = spawn;
    this.onEnd = onEnd;
  }

  /** Whether the worker still prepares what was asked for before the question with this id. */
  preparesBefore(id: number): boolean {
    return [...this.pending].some(([other, { kind }]) => kind === 'prepare' && other < id);
  }

  /** @throws EngineError if the answer is a failure, or the worker ends before it has answered */
  ask(message: ToWorker, onProgress?: (progress: Progress) => void): Promise<Answer> {
    const { kind, id } = message;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { kind, resolve, reject, ...(onProgress && { onProgress }) });
      this.post(message);
    });
  }

  /** Ends what was asked with this id as soon as possible; it still gets its answer. */
  cancel(id: number): void {
    // A worker that has gone has nothing left to end.
    if (this.worker) this.post({ kind: 'cancel', id });
  }

  /** Ends the worker; whoever waits for it gets `failure`. */
  end(failure: Failure): void {
    this.endWith(new EngineError(failure));
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  private post(message: ToWorker): void {
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
      if (worker === this.worker) this.endAfterCrash(`${event.message ?? ''}${where}`);
    };
    worker.onmessageerror = () => {
      if (worker === this.worker) this.endAfterCrash('An answer could not be read.');
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
        if (FATAL.has(message.failure.code)) this.endOver(message.failure, pending.kind);
        return;
      case 'opened':
      case 'counted':
      case 'prepared':
      case 'generated':
        this.pending.delete(message.id);
        pending.resolve(message);
        return;
    }
  }

  private endAfterCrash(detail: string): void {
    this.endOver(crashed(detail), this.preparesBefore(Infinity) ? 'prepare' : 'generate');
  }

  private endOver(failure: Failure, kind: ToWorker['kind']): void {
    const Reason = kind === 'prepare' ? EndedWhilePreparing : EngineError;
    this.endWith(new Reason(failure));
  }

  private endWith(reason: EngineError): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.worker?.terminate();
    this.worker = null;
    this.onEnd();
    for (const { reject } of waiting) reject(reason);
  }
}

export function crashed(detail: string): Failure {
  return {
    code: 'engine-crashed',
    message: 'The engine stopped unexpectedly.',
    hint: 'Try again: it is started anew.',
    ...(detail && { detail }),
  };
}
