import { BYTES, isFloat, tensorBytes, wrongType } from '../formats/safetensors.ts';
import type { ByteSource, SourceFile } from '../ports.ts';
import { floatsAt } from './float16.ts';
import { sourceKey, type StoredTensor } from './stored-tensor.ts';

/** Opens a file that nobody has attached. */
export type OpenSource = (file: SourceFile) => Promise<ByteSource>;

/** Bytes of tensors that are kept for whoever needs them next, in all lanes together. */
const CACHE_BYTES = 64 * 2 ** 20;

/** What several matrices are made from is kept between them up to this size, whatever else is. */
const SHARED_BYTES = 128 * 2 ** 20;

/** What each of several lanes may keep. */
export const cacheBytesOf = (lanes: number) => Math.floor(CACHE_BYTES / Math.max(1, lanes));

/**
 * Reads tensors from the files that are at hand. A plan is made before any of them is.
 *
 * A weight that is folded into a bias, or stored in parts, is asked for several times: it is read whole and kept
 * until `done` says that it was the last time. Of the others, those that fit are kept until others need the room,
 * as a transposed one is asked for in several passes.
 */
export class TensorReader {
  private readonly attached = new Map<string, ByteSource>();
  private readonly opened = new Map<string, Promise<ByteSource>>();
  private readonly open: OpenSource | null;
  private readonly cacheBytes: number;
  /** The least recently used first. */
  private readonly cache = new Map<StoredTensor, Uint8Array<ArrayBuffer>>();
  private cachedBytes = 0;
  /** Matrices that have yet to be made from a tensor. */
  private readonly uses = new Map<StoredTensor, number>();
  /** Ends reads that are under way. */
  signal: AbortSignal | undefined;

  /**
   * @param open what gives a file that is not attached; null: none but those are read
   * @param cacheBytes to be kept of tensors that one matrix is made from
   */
  constructor(open: OpenSource | null = null, cacheBytes = CACHE_BYTES) {
    this.open = open;
    this.cacheBytes = cacheBytes;
  }

  attach(file: SourceFile, source: ByteSource): void {
    this.attached.set(sourceKey(file), source);
  }

  detach(file: SourceFile): void {
    this.attached.delete(sourceKey(file));
  }

  /** Whether a tensor is read as a whole, once, however many ranges of it are asked for. */
  isCached(tensor: StoredTensor): boolean {
    const bytes = tensorBytes(tensor);
    return (
      this.cache.has(tensor) ||
      bytes <= this.cacheBytes ||
      (this.isShared(tensor) && bytes <= SHARED_BYTES)
    );
  }

  /** A matrix will be made from these; `done` is to follow when it has been. */
  expect(tensors: readonly StoredTensor[]): void {
    for (const tensor of tensors) this.uses.set(tensor, (this.uses.get(tensor) ?? 0) + 1);
  }

  /** A matrix has been made from these. */
  done(tensors: readonly StoredTensor[]): void {
    for (const tensor of tensors) {
      const left = (this.uses.get(tensor) ?? 1) - 1;
      this.uses.set(tensor, left);
      if (left === 0) this.forget(tensor);
    }
  }

  /**
   * Entries [from, to) of a float tensor as float32; they may be the cache's own.
   * @throws Error if it has another type, or its file is not at hand
   */
  async floats(tensor: StoredTensor, from: number, to: number): Promise<Float32Array<ArrayBuffer>> {
    const { dtype, start, end, name, place } = tensor;
    if (!isFloat(dtype)) throw new Error(`${place}: tensor ${name} ${wrongType(dtype)}`);
    const kept = this.cache.get(tensor);
    if (kept) {
      this.keep(tensor, kept);
      return floatsAt(dtype, kept, from, to);
    }
    const source = await this.sourceOf(tensor);
    if (!this.isCached(tensor)) {
      const size = BYTES[dtype];
      const bytes = await source.read(start + from * size, start + to * size, this.signal);
      return floatsAt(dtype, bytes, 0, to - from);
    }
    const bytes = await source.read(start, end, this.signal);
    this.keep(tensor, bytes);
    return floatsAt(dtype, bytes, from, to);
  }

  /** Forgets all tensors. */
  clear(): void {
    this.cache.clear();
    this.cachedBytes = 0;
  }

  /** Closes what was opened here; what was attached is somebody else's. */
  async close(): Promise<void> {
    this.clear();
    const opened = await Promise.allSettled(this.opened.values());
    this.opened.clear();
    for (const result of opened) if (result.status === 'fulfilled') await result.value.close();
  }

  private keep(tensor: StoredTensor, bytes: Uint8Array<ArrayBuffer>): void {
    this.forget(tensor);
    this.cache.set(tensor, bytes);
    this.cachedBytes += bytes.length;
    this.makeRoom(this.cacheBytes, (other) => other !== tensor && !this.isShared(other));
    this.makeRoom(SHARED_BYTES, (other) => other !== tensor);
  }

  private makeRoom(most: number, mayGo: (tensor: StoredTensor) => boolean): void {
    for (const oldest of [...this.cache.keys()]) {
      if (this.cachedBytes <= most) return;
      if (mayGo(oldest)) this.forget(oldest);
    }
  }

  /** Whether more than one matrix has yet to be made from it. */
  private isShared(tensor: StoredTensor): boolean {
    return (this.uses.get(tensor) ?? 0) > 1;
  }

  private forget(tensor: StoredTensor): void {
    this.cachedBytes -= this.cache.get(tensor)?.length ?? 0;
    this.cache.delete(tensor);
  }

  private sourceOf({ file, place }: StoredTensor): ByteSource | Promise<ByteSource> {
    const key = sourceKey(file);
    const known = this.attached.get(key) ?? this.opened.get(key);
    if (known) return known;
    if (!this.open) throw new Error(`${place}: expected this file to be open; it is not`);
    const opening = this.open(file);
    this.opened.set(key, opening);
    return opening;
  }
}
