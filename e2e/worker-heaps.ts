import type { CDPSession, Page } from '@playwright/test';

/** Bytes: objects, and the contents of ArrayBuffers. */
export interface Usage {
  usedSize: number;
  backingStorageSize: number;
}

const AUTO_ATTACH = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
const SAMPLE_MS = 100;

/** A target of the DevTools protocol and the workers it has started, which are spoken to through it. */
class Target {
  readonly workers = new Map<string, Target>();
  private readonly send: (method: string, params: object) => Promise<unknown>;

  constructor(send: (method: string, params: object) => Promise<unknown>) {
    this.send = send;
    // A target that has just ended does not answer.
    void send('Target.setAutoAttach', AUTO_ATTACH).catch(() => undefined);
  }

  attached(sessionId: string): void {
    const waiting = new Map<number, (result: unknown) => void>();
    let lastId = 0;
    const worker = new Target((method, params) => {
      const message = JSON.stringify({ id: ++lastId, method, params });
      return new Promise((resolve, reject) => {
        waiting.set(lastId, resolve);
        this.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
      });
    });
    worker.answered = (id, result) => waiting.get(id)?.(result);
    this.workers.set(sessionId, worker);
  }

  private answered: (id: number, result: unknown) => void = () => undefined;

  /** What one of the workers says: an answer, or news of its own workers. */
  heard(sessionId: string, text: string): void {
    const worker = this.workers.get(sessionId);
    const { id, result, method, params } = JSON.parse(text) as Message;
    if (id !== undefined) worker?.answered(id, result);
    else if (method === 'Target.attachedToTarget') worker?.attached(params!.sessionId);
    else if (method === 'Target.detachedFromTarget') worker?.workers.delete(params!.sessionId);
    else if (method === 'Target.receivedMessageFromTarget') {
      worker?.heard(params!.sessionId, params!.message!);
    }
  }

  /** Of all workers below, however deep. */
  async usage(): Promise<Usage[]> {
    const each = [...this.workers.values()].map(async (worker) => {
      const own = await worker.send('Runtime.getHeapUsage', {}).catch(() => null);
      return [...(own ? [own as Usage] : []), ...(await worker.usage())];
    });
    return (await Promise.all(each)).flat();
  }
}

interface Message {
  id?: number;
  result?: unknown;
  method?: string;
  params?: { sessionId: string; message?: string };
}

/** JavaScript's memory of all workers of a page together, theirs included, sampled: the most at one time. */
export class WorkerHeaps {
  private readonly root: Target;
  private timer: ReturnType<typeof setInterval> | undefined;
  now: Usage = { usedSize: 0, backingStorageSize: 0 };
  private before: Usage = this.now;
  peak: Usage = this.now;
  /** The most workers that were seen at one time. */
  mostWorkers = 0;

  private constructor(session: CDPSession) {
    this.root = new Target((method, params) => session.send(method as 'Target.getTargets', params));
    session.on('Target.attachedToTarget', ({ sessionId }) => this.root.attached(sessionId));
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.root.workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) =>
      this.root.heard(sessionId, message),
    );
  }

  static async watch(page: Page): Promise<WorkerHeaps> {
    const heaps = new WorkerHeaps(await page.context().newCDPSession(page));
    heaps.timer = setInterval(() => void heaps.sample(), SAMPLE_MS);
    return heaps;
  }

  reset(): void {
    this.before = this.peak = this.now;
  }

  /** Bytes of buffers that have come in addition since the reset, at most. */
  get addedBuffers(): number {
    return this.peak.backingStorageSize - this.before.backingStorageSize;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async sample(): Promise<void> {
    const usages = await this.root.usage();
    const sum = (size: keyof Usage) => usages.reduce((all, usage) => all + usage[size], 0);
    this.mostWorkers = Math.max(this.mostWorkers, usages.length);
    this.now = { usedSize: sum('usedSize'), backingStorageSize: sum('backingStorageSize') };
    this.peak = {
      usedSize: Math.max(this.peak.usedSize, this.now.usedSize),
      backingStorageSize: Math.max(this.peak.backingStorageSize, this.now.backingStorageSize),
    };
  }
}
