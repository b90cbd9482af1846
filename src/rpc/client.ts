import type { FromService, InputOf, OutputOf, ProgressOf, Service, ToService } from './api.ts';

export interface CallOptions<Progress> {
  /** Asks the other side to end; the call then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** What of the input is moved rather than copied. */
  transfer?: Transferable[] | undefined;
}

export interface ClientOptions<ErrorData> {
  /** Starts the worker: at the first call, and again after it has ended. */
  spawn: () => Worker;
  /** Makes an error of what the worker has told. */
  toError: (data: ErrorData) => Error;
  /** Makes an error of a worker that ended while it was asked for something. */
  crashed: (message: string) => Error;
}

interface Pending {
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((progress: unknown) => void) | undefined;
}

/** The caller's side. Whoever waits when the worker crashes is told; the next call starts a new one. */
export class Client<S extends Service, ErrorData> {
  private readonly options: ClientOptions<ErrorData>;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  private lastId = 0;

  constructor(options: ClientOptions<ErrorData>) {
    this.options = options;
  }

  async call<M extends keyof S & string>(
    method: M,
    input: InputOf<S, M>,
    { signal, onProgress, transfer = [] }: CallOptions<ProgressOf<S, M>> = {},
  ): Promise<OutputOf<S, M>> {
    signal?.throwIfAborted();
    const id = ++this.lastId;
    const cancel = () => this.post({ kind: 'cancel', id });
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        const told = onProgress as ((progress: unknown) => void) | undefined;
        this.pending.set(id, { resolve, reject, onProgress: told });
        this.post({ kind: 'call', id, method, input }, transfer);
        signal?.addEventListener('abort', cancel, { once: true });
      })) as OutputOf<S, M>;
    } catch (error) {
      // Whatever an abort leads to, it is no failure of its own.
      signal?.throwIfAborted();
      throw error;
    } finally {
      this.pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the worker; calls that wait are rejected. */
  close(): void {
    this.end('It was closed.');
  }

  private post(message: ToService, transfer: Transferable[] = []): void {
    this.worker ??= this.start();
    this.worker.postMessage(message, transfer);
  }

  private start(): Worker {
    const worker = this.options.spawn();
    worker.onmessage = ({ data }: MessageEvent<FromService<ErrorData>>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.end(event.message ?? 'It ended unexpectedly.');
    };
    worker.onmessageerror = () => this.end('A message of it could not be read.');
    return worker;
  }

  private receive(message: FromService<ErrorData>): void {
    const pending = this.pending.get(message.id);
    switch (message.kind) {
      case 'progress':
        return pending?.onProgress?.(message.progress);
      case 'answer':
        return pending?.resolve(message.output);
      case 'failed':
        return pending?.reject(this.options.toError(message.error));
    }
  }

  private end(message: string): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of waiting) reject(this.options.crashed(message));
  }
}
