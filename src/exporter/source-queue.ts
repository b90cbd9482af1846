import type { ByteSource, ShardJob, SourceFile, SourceLifecycle } from './ports.ts';
import { sourceKey } from './weights/stored-tensor.ts';

/** Files that are held beside each other: the one in use, and the next, which is made ready. */
const HELD = 2;

interface Waiting {
  files: readonly SourceFile[];
  resolve: (sources: ShardJob['sources']) => void;
  reject: (error: unknown) => void;
}

/**
 * Hands weight files to the shards that are made from them: each is acquired once, in order, one ahead
 * of its use, and released when no shard needs it any more.
 */
export class SourceQueue {
  private readonly lifecycle: SourceLifecycle;
  /** Ends what is being acquired when nobody will use it. */
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  /** In the order of their first use. */
  private readonly order: readonly SourceFile[];
  /** Shards that have yet to be converted, by file. */
  private readonly uses = new Map<string, number>();
  private readonly held = new Map<string, ByteSource>();
  private next = 0;
  private acquiring: Promise<void> | null = null;
  /** Lanes that still ask for files. */
  private lanes: number;
  private readonly waiting: Waiting[] = [];
  private failure: { error: unknown } | null = null;

  /**
   * @param jobs the files of every shard, in the order in which they will be asked for
   * @param lanes how many ask side by side
   */
  constructor(
    lifecycle: SourceLifecycle,
    jobs: readonly (readonly SourceFile[])[],
    lanes: number,
    signal: AbortSignal,
  ) {
    this.lanes = lanes;
    this.lifecycle = lifecycle;
    this.signal = AbortSignal.any([signal, this.stop.signal]);
    const files = new Map(jobs.flat().map((file) => [sourceKey(file), file]));
    this.order = [...files.values()];
    for (const key of jobs.flatMap((own) => own.map(sourceKey))) {
      this.uses.set(key, (this.uses.get(key) ?? 0) + 1);
    }
  }

  /** Waits for the files of a shard; `done` must follow. */
  take(files: readonly SourceFile[]): Promise<ShardJob['sources']> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ files, resolve, reject });
      this.advance();
    });
  }

  /** A shard has been converted. */
  async done(files: readonly SourceFile[]): Promise<void> {
    for (const file of files) {
      const key = sourceKey(file);
      const left = this.uses.get(key)! - 1;
      this.uses.set(key, left);
      if (left > 0) continue;
      this.held.delete(key);
      await this.lifecycle.release(file, true);
    }
    this.advance();
  }

  /** A lane asks for nothing more. */
  leave(): void {
    this.lanes--;
    this.advance();
  }

  /** Whoever waits, or asks from now on, gets this error. */
  fail(error: unknown): void {
    this.failure ??= { error };
    this.stop.abort(error);
    this.serve();
  }

  /** Releases what is still held after an error. To be called when every lane has left. */
  async close(): Promise<void> {
    await this.acquiring;
    const held = this.order.filter((file) => this.held.has(sourceKey(file)));
    this.held.clear();
    await Promise.allSettled(held.map((file) => this.lifecycle.release(file, false)));
  }

  private advance(): void {
    this.serve();
    if (this.failure || this.acquiring || this.next === this.order.length) return;
    // A shard of three files gets them, too, when nothing else could go on.
    const isStuck = this.waiting.length > 0 && this.waiting.length === this.lanes;
    if (this.held.size >= HELD && !isStuck) return;
    const file = this.order[this.next++]!;
    this.acquiring = this.acquire(file).then(() => {
      this.acquiring = null;
      this.advance();
    });
  }

  private async acquire(file: SourceFile): Promise<void> {
    try {
      this.held.set(sourceKey(file), await this.lifecycle.acquire(file, this.signal));
    } catch (error) {
      this.failure ??= { error };
    }
  }

  private serve(): void {
    for (const entry of [...this.waiting]) {
      const sources = entry.files.flatMap((file) => {
        const source = this.held.get(sourceKey(file));
        return source ? [{ file, source }] : [];
      });
      const isReady = sources.length === entry.files.length;
      if (!isReady && !this.failure) continue;
      this.waiting.splice(this.waiting.indexOf(entry), 1);
      if (this.failure) entry.reject(this.failure.error);
      else entry.resolve(sources);
    }
  }
}
