import type { FileRecord, PackageRecord, Part, StoreFiles } from '../store/files.ts';

/** A store in memory that keeps what a disk keeps, and may be full. */
export interface MemoryFiles extends StoreFiles {
  contents: Map<string, Uint8Array<ArrayBuffer>>;
  records: Map<string, FileRecord>;
  kept: Map<string, PackageRecord>;
  limitBytes: number | null;
  /** All files together can have so many bytes. */
  roomBytes: number;
  /** In order: `open`, `write`, `flush`, `close`, `mark complete`, `mark partial`. */
  log: string[];
}

export function memoryFiles(): MemoryFiles {
  const open = new Set<string>();
  const files: MemoryFiles = {
    available: true,
    contents: new Map(),
    records: new Map(),
    kept: new Map(),
    roomBytes: Infinity,
    limitBytes: null,
    log: [],
    openPart(sha256) {
      if (open.has(sha256)) {
        return Promise.reject(new DOMException('open already', 'NoModificationAllowedError'));
      }
      open.add(sha256);
      files.log.push('open');
      if (!files.contents.has(sha256)) files.contents.set(sha256, new Uint8Array());
      return Promise.resolve(partOf(sha256));
    },
    sizeOf: (sha256) => Promise.resolve(files.contents.get(sha256)?.length ?? 0),
    record: (sha256) => Promise.resolve(files.records.get(sha256) ?? null),
    list: () => Promise.resolve([...new Set([...files.contents.keys(), ...files.records.keys()])]),
    mark(record) {
      files.log.push(`mark ${record.complete ? 'complete' : 'partial'}`);
      files.records.set(record.sha256, structuredClone(record));
      return Promise.resolve();
    },
    remove(sha256) {
      files.records.delete(sha256);
      files.contents.delete(sha256);
      return Promise.resolve();
    },
    packages: () => Promise.resolve([...files.kept.values()]),
    keepPackage(record) {
      files.kept.set(record.key, structuredClone(record));
      return Promise.resolve();
    },
    forgetPackage(key) {
      files.kept.delete(key);
      return Promise.resolve();
    },
    limit: () => Promise.resolve(files.limitBytes),
    keepLimit(limitBytes) {
      files.limitBytes = limitBytes;
      return Promise.resolve();
    },
  };

  const partOf = (sha256: string): Part => ({
    size: () => files.contents.get(sha256)!.length,
    read(into, at) {
      const bytes = files.contents.get(sha256)!.subarray(at, at + into.length);
      into.set(bytes);
      return bytes.length;
    },
    write(bytes, at) {
      const before = files.contents.get(sha256)!;
      const grows = at + bytes.length > before.length;
      const after = grows ? longer(before, at + bytes.length) : before;
      const others = [...files.contents.values()].reduce((sum, each) => sum + each.length, 0);
      if (others - before.length + after.length > files.roomBytes) {
        throw new DOMException('no room', 'QuotaExceededError');
      }
      after.set(bytes, at);
      files.contents.set(sha256, after);
      if (files.log.at(-1) !== 'write') files.log.push('write');
    },
    truncate: (size) => void files.contents.set(sha256, files.contents.get(sha256)!.slice(0, size)),
    flush: () => void files.log.push('flush'),
    close() {
      open.delete(sha256);
      files.log.push('close');
    },
  });
  return files;
}

/** The same bytes with room behind them, so that many small writes are not as many copies. */
function longer(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (bytes.buffer.byteLength >= length) return new Uint8Array(bytes.buffer, 0, length);
  const memory = new Uint8Array(2 * length);
  memory.set(bytes);
  return memory.subarray(0, length);
}
