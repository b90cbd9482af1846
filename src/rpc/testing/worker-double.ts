import type { FromService, Service, ToService } from '../api.ts';
import { serve } from '../serve.ts';

/** A service behind a channel that copies and is never at once, as a worker's, in the calling thread. */
export class WorkerDouble<ErrorData> {
  onmessage: ((event: { data: FromService<ErrorData> }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  isTerminated = false;
  /** A method that never ends: no message gets in or out any more. */
  isDeaf = false;
  readonly received: ToService[] = [];
  private readonly handle: (message: ToService) => void;

  constructor(service: Service, toData: (error: unknown) => ErrorData) {
    this.handle = serve<ErrorData>(
      service,
      (message, transfer) => {
        const data = structuredClone(message, { transfer });
        this.later(() => this.onmessage?.({ data }));
      },
      toData,
    );
  }

  postMessage(message: ToService, transfer: Transferable[] = []): void {
    if (this.isTerminated) throw new Error('The worker was terminated.');
    this.received.push(message);
    const data = structuredClone(message, { transfer });
    this.later(() => this.handle(data));
  }

  terminate(): void {
    this.isTerminated = true;
  }

  crash(message: string): void {
    this.onerror?.({ message });
  }

  asWorker(): Worker {
    return this as unknown as Worker;
  }

  private later(task: () => void): void {
    queueMicrotask(() => {
      if (!this.isTerminated && !this.isDeaf) task();
    });
  }
}
