import type { Page, Worker } from '@playwright/test';

/** Bytes that the engine holds outside JavaScript's heap. */
export interface EngineMemory {
  /** GPU buffers: the most at one time since this was last asked. */
  card: number;
  /** WebAssembly's memory, which only grows. */
  wasm: number;
}

/** Counts what the workers of a page allocate from now on: a software card and a real one are asked for the same buffers. */
export class EngineWatch {
  private readonly workers: Worker[] = [];

  constructor(page: Page) {
    const watch = (worker: Worker) => {
      this.workers.push(worker);
      // One that ends at once does not answer.
      void worker.evaluate(count).catch(() => undefined);
    };
    page.workers().forEach(watch);
    page.on('worker', watch);
  }

  /** Of the worker with the most. */
  async read(): Promise<EngineMemory> {
    const each = this.workers.map((worker) =>
      worker.evaluate(() => (globalThis as Counting).engineMemory?.()).catch(() => undefined),
    );
    const found = (await Promise.all(each)).filter((memory) => memory !== undefined);
    const size = ({ card, wasm }: EngineMemory) => card + wasm;
    return found.sort((a, b) => size(b) - size(a))[0] ?? { card: 0, wasm: 0 };
  }
}

type Method<Result> = (...values: unknown[]) => Result;

type Counting = typeof globalThis & { engineMemory?: () => EngineMemory };

/**
 * Runs in a worker. A buffer ends when it is destroyed or, where the runtime only drops it, when it is collected.
 * Functions in here have no names of their own: the loader would mark those with a helper that workers lack.
 */
function count(): void {
  const scope = globalThis as Counting;
  if (scope.engineMemory) return;
  const card = { now: 0, most: 0 };
  const memories: WebAssembly.Memory[] = [];
  scope.engineMemory = () => {
    const { most } = card;
    card.most = card.now;
    return {
      card: most,
      wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    };
  };
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      const made = new target(descriptor);
      memories.push(made);
      return made;
    },
  });
  if (typeof GPUDevice === 'undefined') return;
  const collected = new FinalizationRegistry<{ bytes: number }>(({ bytes }) => {
    card.now -= bytes;
  });
  const entries = new WeakMap<GPUBuffer, { bytes: number }>();
  const device = GPUDevice.prototype as { createBuffer: Method<GPUBuffer> };
  device.createBuffer = new Proxy(device.createBuffer, {
    apply(target, self, [descriptor]: [GPUBufferDescriptor]) {
      const buffer = Reflect.apply(target, self, [descriptor]);
      const entry = { bytes: descriptor.size };
      entries.set(buffer, entry);
      collected.register(buffer, entry);
      card.now += entry.bytes;
      card.most = Math.max(card.most, card.now);
      return buffer;
    },
  });
  const ofBuffers = GPUBuffer.prototype as { destroy: Method<undefined> };
  ofBuffers.destroy = new Proxy(ofBuffers.destroy, {
    apply(target, self: GPUBuffer) {
      const entry = entries.get(self) ?? { bytes: 0 };
      card.now -= entry.bytes;
      entry.bytes = 0;
      return Reflect.apply(target, self, []);
    },
  });
}
