import type { StoreFiles } from './files.ts';

/** What the browser says of the storage that this site has. */
export interface Estimate {
  quota?: number | undefined;
  usage?: number | undefined;
}

export interface RoomLeft {
  /** Null if the browser does not say. */
  freeBytes: number | null;
  /** It is less than the browser says: a write has failed there before. */
  learned: boolean;
}

/** `estimate()` is rough: more or less than that says nothing. */
export const SPARE_BYTES = 8e6;

/**
 * How much room there is. Some browsers promise more than they give, so that what they gave at most is kept when a
 * write fails, and believed until more than that is stored.
 */
export class Room {
  private readonly files: StoreFiles;
  private readonly estimate: () => Promise<Estimate>;
  /** Where a full disk had no room for a note of it. */
  private unwritten: number | null = null;

  constructor(files: StoreFiles, estimate: () => Promise<Estimate>) {
    this.files = files;
    this.estimate = estimate;
  }

  async left(): Promise<RoomLeft> {
    const { quota, usage } = await this.estimate();
    if (quota === undefined || usage === undefined) return { freeBytes: null, learned: false };
    const limit = await this.limit(usage);
    const learned = limit !== null && limit < quota;
    return { freeBytes: Math.max(0, (learned ? limit : quota) - usage), learned };
  }

  /** What the browser says, whatever it gave before: a try may show that it gives more by now. */
  async promised(): Promise<number | null> {
    const { quota, usage } = await this.estimate();
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  }

  /** A write has failed for want of room: what is stored now is all that the browser gives. */
  async noteFull(): Promise<void> {
    const { quota, usage } = await this.estimate();
    if (quota === undefined || usage === undefined || quota - usage <= SPARE_BYTES) return;
    await this.keep(usage);
  }

  /** What was learned; forgotten once more than that is stored. */
  private async limit(usage: number): Promise<number | null> {
    const limit = this.unwritten ?? (await this.files.limit());
    if (limit === null || usage <= limit + SPARE_BYTES) return limit;
    await this.keep(null);
    return null;
  }

  private async keep(limit: number | null): Promise<void> {
    try {
      await this.files.keepLimit(limit);
      this.unwritten = null;
    } catch {
      this.unwritten = limit;
    }
  }
}
