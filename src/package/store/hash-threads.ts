import type { Hasher } from './hash.ts';
import type { FromHasher, ToHasher } from './hash-messages.ts';

/** So many bytes of a file may wait for their thread: three files at a time stay far below 64 MB. */
const MOST_WAITING_BYTES = 8e6;
/** A thread that nobody needs any more ends. */
const IDLE_MS = 10_000;

/** Threads that hash, kept from file to file. */
export class HashThreads {
  private readonly spawn: () => Worker;
  private readonly idle: { worker: Worker; timer: ReturnType<typeof setTimeout> }[] = [];

  /** @param spawn starts `hash-worker.ts` as a module worker */
  constructor(spawn: () => Worker) {
    this.spawn = spawn;
  }

  open(): Promise<Hasher> {
    const kept = this.idle.pop();
    if (kept) clearTimeout(kept.timer);
    return Promise.resolve(this.hasherOf(kept?.worker ?? this.spawn()));
  }

  private hasherOf(worker: Worker): Hasher {
    let waitingBytes = 0;
    let wake: (() => void) | null = null;
    let answer: ((hex: string) => void) | null = null;
    let refuse: ((reason: Error) => void) | null = null;
    let broken: Error | null = null;
    const post = (message: ToHasher, transfer: Transferable[] = []) => {
      if (broken) throw broken;
      worker.postMessage(message, transfer);
    };
    worker.onmessage = ({ data }: MessageEvent<FromHasher>) => {
      if (data.kind === 'digest') {
        answer?.(data.hex);
        return;
      }
      waitingBytes -= data.bytes;
      if (waitingBytes < MOST_WAITING_BYTES) wake?.();
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      broken = new Error(`A hashing thread ended: ${event.message ?? ''}`);
      wake?.();
      refuse?.(broken);
    };
    post({ kind: 'reset' });
    return {
      update(bytes) {
        waitingBytes += bytes.length;
        // Moving a part would take away the whole.
        const own = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
        post({ kind: 'update', bytes: own }, [own.buffer]);
        if (waitingBytes < MOST_WAITING_BYTES) return;
        return new Promise<void>((resolve) => (wake = resolve));
      },
      reset: () => post({ kind: 'reset' }),
      digest: () =>
        new Promise((resolve, reject) => {
          answer = resolve;
          refuse = reject;
          post({ kind: 'digest' });
        }),
      close: () => {
        if (broken) worker.terminate();
        else this.keep(worker);
      },
    };
  }

  private keep(worker: Worker): void {
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((each) => each.worker === worker);
      if (at >= 0) this.idle.splice(at, 1);
      worker.terminate();
    }, IDLE_MS);
    this.idle.push({ worker, timer });
  }
}
