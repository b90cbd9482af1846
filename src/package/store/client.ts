import {
  StoreError,
  type InstallResult,
  type ModelStore,
  type Offer,
  type StoreProgress,
  type StoreState,
  type VerifyResult,
  type Where,
} from './api.ts';
import type { FromStore, StoreAnswer, StoreRequest, ToStore } from './messages.ts';

interface Pending {
  resolve: (answer: StoreAnswer) => void;
  reject: (error: StoreError) => void;
  onProgress?: ((progress: StoreProgress) => void) | undefined;
}

/**
 * The store in a worker, which is started when it is first needed and again after it has ended.
 * @param spawn starts `worker.ts` as a module worker
 */
export function createWorkerStore(spawn: () => Worker): ModelStore {
  return new WorkerStore(spawn);
}

class WorkerStore implements ModelStore {
  private readonly spawn: () => Worker;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  private lastId = 0;

  constructor(spawn: () => Worker) {
    this.spawn = spawn;
  }

  async state(): Promise<StoreState> {
    const answer = await this.ask({ kind: 'state' });
    if (answer.kind !== 'state') throw unexpected(answer);
    return answer.state;
  }

  async look(where: Where, signal?: AbortSignal): Promise<Offer> {
    const answer = await this.ask({ kind: 'look', where }, signal);
    signal?.throwIfAborted();
    if (answer.kind !== 'offer') throw unexpected(answer);
    return answer.offer;
  }

  async install(
    target: { key: string; where?: Where },
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<InstallResult> {
    const answer = await this.ask({ kind: 'install', ...target }, signal, onProgress);
    if (answer.kind !== 'installed') throw unexpected(answer);
    return answer.result;
  }

  async verify(
    key: string,
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<VerifyResult> {
    const answer = await this.ask({ kind: 'verify', key }, signal, onProgress);
    if (answer.kind !== 'verified') throw unexpected(answer);
    return answer.result;
  }

  async remove(key: string): Promise<void> {
    const answer = await this.ask({ kind: 'remove', key });
    if (answer.kind !== 'removed') throw unexpected(answer);
  }

  private async ask(
    request: StoreRequest,
    signal?: AbortSignal,
    onProgress?: (progress: StoreProgress) => void,
  ): Promise<StoreAnswer> {
    const id = ++this.lastId;
    const cancel = () => this.post({ id, request: { kind: 'cancel' } });
    try {
      return await new Promise<StoreAnswer>((resolve, reject) => {
        this.pending.set(id, { resolve, reject, onProgress });
        this.post({ id, request });
        if (signal?.aborted) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  private post(message: ToStore): void {
    this.worker ??= this.start();
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = this.spawn();
    worker.onmessage = ({ data }: MessageEvent<FromStore>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.end(event.message ?? 'The store ended unexpectedly.');
    };
    worker.onmessageerror = () => this.end('An answer of the store could not be read.');
    return worker;
  }

  private receive({ id, answer }: FromStore): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    if (answer.kind === 'progress') {
      pending.onProgress?.(answer.progress);
      return;
    }
    this.pending.delete(id);
    if (answer.kind === 'failed') pending.reject(new StoreError(answer.fault));
    else pending.resolve(answer);
  }

  /** Whoever waits is told; the next request starts a new worker. */
  private end(message: string): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of waiting) {
      reject(new StoreError({ code: 'internal', path: '', message }));
    }
  }
}

function unexpected(answer: StoreAnswer): Error {
  return new Error(`The store gave an answer of the wrong kind: ${answer.kind}.`);
}
