import { Zip, ZipPassThrough } from 'fflate';

/** A zip keeps dates from 1980 to 2099. */
const EARLIEST = Date.UTC(1980, 0, 2);
const LATEST = Date.UTC(2099, 11, 30);

/**
 * Writes a zip piece by piece: never more than a chunk of one file is in memory. PNGs are
 * compressed already, so files are stored as they are.
 */
export class ZipWriter {
  readonly #zip: Zip;
  readonly #write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>;
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #failure: Error | null = null;

  /** @param write takes the zip's bytes, in order; waited for before more is read */
  constructor(write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.#write = write;
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) this.#failure = error;
      else this.#pending.push(chunk);
    });
  }

  async add(name: string, file: Blob, modifiedAt: number): Promise<void> {
    const entry = new ZipPassThrough(name);
    entry.mtime = Math.min(LATEST, Math.max(EARLIEST, modifiedAt));
    this.#zip.add(entry);
    const reader = file.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      entry.push(done ? new Uint8Array() : value, done);
      await this.#drain();
      if (done) return;
    }
  }

  /** Writes the table of contents. */
  async end(): Promise<void> {
    this.#zip.end();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const chunks = this.#pending;
    this.#pending = [];
    for (const chunk of chunks) await this.#write(chunk);
  }
}
