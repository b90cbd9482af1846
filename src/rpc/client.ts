import type { FromService, InputOf, OutputOf, ProgressOf, Service, ToService } from './api.ts';

export interface CallOptions<Progress> {
  /** Asks the other side to end; if the call fails then, it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** What of the input is moved rather than copied. */
  transfer?: Transferable[] | undefined;
  /**
   * Milliseconds that the call may still take when it is aborted, before the worker is ended. Asked then; default, and
   * for Infinity: as long as it likes.
   */
  graceMs?: (() => number) | undefined;
}

export interface ClientOptions<ErrorData> {
  /** Starts the worker: at the first call, and again after it has ended. */
  spawn: () => Worker;
  /** Makes an error of what the worker has told. */
  toError: (data: ErrorData) => Error;
  /** Makes an error of a worker that ended while it was asked for something. */
  crashed: (message: string) => Error;
  /** Makes an error of a worker whose script could not be loaded; default: as `crashed`. */
  notLoaded?: (() => Error) | undefined;
  /**
   * Whether the worker must be ended after this failure of a method: gives what the other callers are told, or null to
   * keep it. Default: it is kept.
   */
  endAfter?: ((data: ErrorData, method: string) => Error | null) | undefined;
  /** Called when the worker has ended, before whoever waits for it is told. */
  onEnd?: (() => void) | undefined;
  /** A worker that was asked for nothing so many milliseconds is ended; default: never. */
  idleMs?: number | undefined;
}

interface Pending {
  method: string;
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((progress: unknown) => void) | undefined;
}

/** The caller's side. Whoever waits when the worker crashes is told; the next call starts a new one. */
export class Client<S extends Service, ErrorData> {
  private readonly options: ClientOptions<ErrorData>;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private lastId = 0;

  constructor(options: ClientOptions<ErrorData>) {
    this.options = options;
  }

  /** Whether the worker has been started and has not ended. */
  get isRunning(): boolean {
    return this.worker !== null;
  }

  /** Starts the worker ahead of its first call, so that the call need not wait for that. */
  start(): void {
    this.worker ??= this.spawn();
    this.endWhenIdle();
  }

  async call<M extends keyof S & string>(
    method: M,
    input: InputOf<S, M>,
    { signal, onProgress, transfer = [], graceMs }: CallOptions<ProgressOf<S, M>> = {},
  ): Promise<OutputOf<S, M>> {
    signal?.throwIfAborted();
    const id = ++this.lastId;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      // A worker that has ended has nothing left to stop.
      if (!this.pending.has(id)) return;
      this.worker?.postMessage({ kind: 'cancel', id } satisfies ToService);
      const ms = graceMs?.() ?? Infinity;
      if (ms < Infinity) grace = setTimeout(() => this.crash('It did not stop in time.'), ms);
    };
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        const told = onProgress as ((progress: unknown) => void) | undefined;
        this.pending.set(id, { method, resolve, reject, onProgress: told });
        clearTimeout(this.idle);
        this.worker ??= this.spawn();
        const message: ToService = { kind: 'call', id, method, input };
        this.worker.postMessage(message, transfer);
        signal?.addEventListener('abort', cancel, { once: true });
      })) as OutputOf<S, M>;
    } catch (error) {
      // Whatever an abort leads to, it is no failure of its own.
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(grace);
      signal?.removeEventListener('abort', cancel);
      this.pending.delete(id);
      this.endWhenIdle();
    }
  }

  /** Ends the worker; calls that wait are rejected with `reason`. */
  close(reason = this.options.crashed('It was closed.')): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    clearTimeout(this.idle);
    this.worker?.terminate();
    this.worker = null;
    this.options.onEnd?.();
    for (const { reject } of waiting) reject(reason);
  }

  private spawn(): Worker {
    const worker = this.options.spawn();
    // What an ended worker still had to say is nobody's news.
    const isOurs = () => worker === this.worker;
    let isHeard = false;
    worker.onmessage = ({ data }: MessageEvent<FromService<ErrorData>>) => {
      isHeard = true;
      if (isOurs()) this.receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      // Where the script is not there, the event says nothing.
      const { notLoaded } = this.options;
      if (isOurs() && !isHeard && !event.message && notLoaded) return this.close(notLoaded());
      const where = event.filename ? ` (${event.filename}:${event.lineno})` : '';
      if (isOurs()) this.crash(`${event.message ?? 'It ended unexpectedly.'}${where}`);
    };
    worker.onmessageerror = () => {
      if (isOurs()) this.crash('A message of it could not be read.');
    };
    return worker;
  }

  private receive(message: FromService<ErrorData>): void {
    const pending = this.pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      pending.onProgress?.(message.progress);
      return;
    }
    this.pending.delete(message.id);
    if (message.kind === 'answer') {
      pending.resolve(message.output);
      return;
    }
    pending.reject(this.options.toError(message.error));
    const reason = this.options.endAfter?.(message.error, pending.method);
    if (reason) this.close(reason);
  }

  private crash(message: string): void {
    this.close(this.options.crashed(message));
  }

  private endWhenIdle(): void {
    const { idleMs } = this.options;
    clearTimeout(this.idle);
    if (idleMs === undefined || this.worker === null || this.pending.size > 0) return;
    this.idle = setTimeout(() => this.close(), idleMs);
  }
}
