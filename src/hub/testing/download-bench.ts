import { expect } from 'vitest';
import type { DownloadOptions, HubFile } from '../api.ts';
import type { HubError } from '../errors.ts';
import { COMMIT, FakeHub, REPOSITORY } from './fake-hub.ts';
import { MemoryTarget } from './memory-target.ts';

export const WEIGHTS = 'prior/weights.safetensors';
export const weights = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 5);

/** A Hub with a large and a small file, and a disk in memory. */
export class DownloadBench {
  hub = new FakeHub();
  target = new MemoryTarget();
  retries: HubError[] = [];

  constructor() {
    this.hub.files.set(WEIGHTS, weights);
    this.hub.files.set('config.json', new TextEncoder().encode('{"c":16}'));
  }

  async listed(path: string): Promise<HubFile> {
    const files = await this.hub.client().list(REPOSITORY, COMMIT);
    return files.find((file) => file.path === path)!;
  }

  async download(path = WEIGHTS, options: DownloadOptions = {}): Promise<void> {
    await this.hub.client({ stallMs: 50 }).download(await this.listed(path), this.target, {
      onRetry: ({ error }) => this.retries.push(error),
      ...options,
    });
  }

  /** An earlier run that ended after some bytes. */
  async interrupted(bytes: number): Promise<void> {
    const nothing = { cutAfter: 0 };
    this.hub.twist(WEIGHTS, { cutAfter: bytes }, nothing, nothing, nothing);
    await expect(this.download()).rejects.toThrow(/given up after 3 tries/);
    expect(this.target.bytes).toHaveLength(bytes);
    this.hub.asked.length = this.retries.length = 0;
  }

  /** The ranges that were asked for. */
  ranges(): (string | null)[] {
    return this.hub.ranges(WEIGHTS);
  }

  expectWhole(): void {
    expect(this.target.finished).toBe(true);
    expect(Buffer.from(this.target.bytes).equals(weights)).toBe(true);
  }
}
