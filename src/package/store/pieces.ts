import { toHex } from '../hex.ts';
import { PIECE_BYTES, type FileEntry } from '../manifest.ts';
import type { Span } from '../origin.ts';
import { PackageError } from '../source.ts';
import type { Part } from './files.ts';
import type { Sink } from './receive.ts';

/** While bytes still come, so that the disk is not waited for at the end of the file. */
const FLUSH_BYTES = 4 * PIECE_BYTES;

/**
 * A file that is verified piece by piece. WebCrypto hashes a piece with the CPU's own instructions and in another
 * thread, several times as fast as WebAssembly does.
 */
export class Pieces {
  private readonly file: FileEntry;
  private readonly hashes: readonly string[];
  private readonly part: Part;
  /** Hashes of the pieces that are here as a whole. */
  private readonly found = new Map<number, string>();
  /** Of a piece; empty while it is given away. */
  private memory = new ArrayBuffer(0);
  private hashing: Promise<void> = Promise.resolve();
  /** The first byte that has not come. */
  private next = 0;
  /** Bytes that are here and not known to be wrong. */
  here = 0;

  private constructor(file: FileEntry, hashes: readonly string[], part: Part) {
    this.file = file;
    this.hashes = hashes;
    this.part = part;
  }

  /** Null where the manifest has no hashes of pieces. */
  static of(file: FileEntry, part: Part): Pieces | null {
    const hashes = file.sizeBytes <= PIECE_BYTES ? [file.sha256] : file.pieces;
    return hashes ? new Pieces(file, hashes, part) : null;
  }

  /** Hashes what is on the disk. */
  async look(
    signal?: AbortSignal,
    onBytes: (here: number, read: number) => void = () => undefined,
  ) {
    for (let index = 0; index < this.hashes.length; index++) {
      const { from, to } = this.span(index);
      const bytes = this.buffer(to - from);
      if (this.part.read(bytes, from) < bytes.length) return;
      await this.hash(index, bytes);
      if (this.isRight(index)) this.here += bytes.length;
      signal?.throwIfAborted();
      onBytes(to, bytes.length);
    }
  }

  /** Neighbouring pieces that are not here, or wrong; null where all are right. */
  missing(): Span | null {
    const first = this.hashes.findIndex((_, index) => !this.isRight(index));
    if (first < 0) return null;
    let last = first;
    while (last + 1 < this.hashes.length && !this.isRight(last + 1)) last++;
    return { from: this.span(first).from, to: this.span(last).to };
  }

  /** The first byte after the last piece that is right. */
  rightEnd(): number {
    return this.span(this.hashes.findLastIndex((_, index) => this.isRight(index))).to;
  }

  /**
   * The byte from which a span is to be fetched: its first one, or, where the disk ends within its first piece, the
   * first one that is not there.
   */
  resume({ from }: Span): number {
    const size = this.part.size();
    this.next = from;
    if (size > from && size < this.span(from / PIECE_BYTES).to) {
      const read = this.part.read(this.buffer(size - from), from);
      this.here += read;
      this.next += read;
    }
    return this.next;
  }

  /** Takes what `resume` asks for. */
  sink(onBytes: (here: number, received: number) => void): Sink {
    return {
      restart: () => {
        this.found.clear();
        this.here = 0;
        this.next = 0;
      },
      room: () => {
        const { from, to } = this.span(Math.floor(this.next / PIECE_BYTES));
        return this.buffer(to - from).subarray(this.next - from);
      },
      take: async (bytes, at) => {
        this.memory = bytes.buffer;
        this.part.write(bytes, at);
        this.next = at + bytes.length;
        const index = Math.floor(at / PIECE_BYTES);
        const { from, to } = this.span(index);
        if (this.next === to) {
          await this.hashing;
          // Takes a copy at once: the memory is free for the next piece.
          this.hashing = this.hash(index, this.buffer(to - from));
          if (to % FLUSH_BYTES === 0) this.part.flush();
        }
        this.here += bytes.length;
        onBytes(this.here, bytes.length);
      },
    };
  }

  /** @throws PackageError 'file-corrupt' that names the first wrong piece of a span */
  async assertRight({ from, to }: Span): Promise<void> {
    await this.hashing;
    for (let index = from / PIECE_BYTES; index * PIECE_BYTES < to; index++) {
      if (this.isRight(index)) continue;
      const piece = this.span(index);
      throw new PackageError(
        'file-corrupt',
        this.file.path,
        `${this.file.path} is corrupt: expected SHA-256 ${this.hashes[index]} of its bytes ${piece.from} to ${piece.to - 1}, received ${this.found.get(index)}.`,
        { how: 'anew' },
      );
    }
  }

  private isRight(index: number): boolean {
    return this.found.get(index) === this.hashes[index];
  }

  private buffer(length: number): Uint8Array<ArrayBuffer> {
    if (this.memory.byteLength === 0) {
      this.memory = new ArrayBuffer(Math.min(PIECE_BYTES, this.file.sizeBytes));
    }
    return new Uint8Array(this.memory, 0, length);
  }

  private span(index: number): Span {
    const from = index * PIECE_BYTES;
    return { from, to: Math.min(from + PIECE_BYTES, this.file.sizeBytes) };
  }

  private async hash(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    this.found.set(index, toHex(new Uint8Array(digest)));
  }
}
