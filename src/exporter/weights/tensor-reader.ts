import { BYTES, isFloat, wrongType } from '../formats/safetensors.ts';
import type { ByteSource, SourceFile } from '../ports.ts';
import { toFloats } from './float16.ts';
import { sourceKey, type StoredTensor } from './stored-tensor.ts';

/** Opens a file that nobody has attached. */
export type OpenSource = (file: SourceFile) => Promise<ByteSource>;

/** Reads tensors from the files that are at hand. A plan is made before any of them is. */
export class TensorReader {
  private readonly attached = new Map<string, ByteSource>();
  private readonly opened = new Map<string, Promise<ByteSource>>();
  private readonly open: OpenSource | null;
  /** Ends reads that are under way. */
  signal: AbortSignal | undefined;

  /** @param open what gives a file that is not attached; null: none but those are read */
  constructor(open: OpenSource | null = null) {
    this.open = open;
  }

  attach(file: SourceFile, source: ByteSource): void {
    this.attached.set(sourceKey(file), source);
  }

  detach(file: SourceFile): void {
    this.attached.delete(sourceKey(file));
  }

  /**
   * Entries [from, to) of a float tensor as float32.
   * @throws Error if it has another type, or its file is not at hand
   */
  async floats(tensor: StoredTensor, from: number, to: number): Promise<Float32Array<ArrayBuffer>> {
    const { dtype, start, name, place } = tensor;
    if (!isFloat(dtype)) throw new Error(`${place}: tensor ${name} ${wrongType(dtype)}`);
    const size = BYTES[dtype];
    const source = await this.sourceOf(tensor);
    return toFloats(dtype, await source.read(start + from * size, start + to * size, this.signal));
  }

  /** Closes what was opened here; what was attached is somebody else's. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.opened.values());
    this.opened.clear();
    for (const result of opened) if (result.status === 'fulfilled') await result.value.close();
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
