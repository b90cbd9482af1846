/** The browser's private file system in memory, as far as the store and conversions use it. */

/** Node's `File` of bytes that a file has now. */
class MemoryFileHandle {
  readonly kind = 'file';
  bytes = new Uint8Array();
  /** A synchronous handle keeps all others off. */
  isLocked = false;
  private readonly folder: MemoryFolder;
  readonly name: string;

  constructor(folder: MemoryFolder, name: string) {
    this.folder = folder;
    this.name = name;
  }

  getFile(): Promise<File> {
    return Promise.resolve(new File([this.bytes.slice()], this.name));
  }

  createSyncAccessHandle() {
    if (this.isLocked) return Promise.reject(fault('NoModificationAllowedError'));
    this.isLocked = true;
    const cut = (size: number) => {
      const next = new Uint8Array(size);
      next.set(this.bytes.subarray(0, size));
      this.bytes = next;
    };
    return Promise.resolve({
      getSize: () => this.bytes.length,
      read: (into: Uint8Array, { at }: { at: number }) => {
        const part = this.bytes.subarray(at, at + into.length);
        into.set(part);
        return part.length;
      },
      write: (from: Uint8Array, { at }: { at: number }) => {
        if (at + from.length > this.bytes.length) cut(at + from.length);
        this.bytes.set(from, at);
        return from.length;
      },
      truncate: cut,
      flush: () => undefined,
      close: () => {
        this.isLocked = false;
      },
    });
  }

  move(to: MemoryFolder, name: string): Promise<void> {
    this.folder.entriesByName.delete(this.name);
    const moved = new MemoryFileHandle(to, name);
    moved.bytes = this.bytes;
    to.entriesByName.set(name, moved);
    return Promise.resolve();
  }
}

export class MemoryFolder {
  readonly kind = 'directory';
  readonly entriesByName = new Map<string, MemoryFolder | MemoryFileHandle>();

  getDirectoryHandle(name: string, { create = false } = {}): Promise<FileSystemDirectoryHandle> {
    const known = this.entriesByName.get(name);
    if (known instanceof MemoryFolder) return Promise.resolve(known.asHandle());
    if (known) return Promise.reject(fault('TypeMismatchError'));
    if (!create) return Promise.reject(fault('NotFoundError'));
    const made = new MemoryFolder();
    this.entriesByName.set(name, made);
    return Promise.resolve(made.asHandle());
  }

  getFileHandle(name: string, { create = false } = {}): Promise<MemoryFileHandle> {
    const known = this.entriesByName.get(name);
    if (known instanceof MemoryFileHandle) return Promise.resolve(known);
    if (known) return Promise.reject(fault('TypeMismatchError'));
    if (!create) return Promise.reject(fault('NotFoundError'));
    const made = new MemoryFileHandle(this, name);
    this.entriesByName.set(name, made);
    return Promise.resolve(made);
  }

  removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    const known = this.entriesByName.get(name);
    if (!known) return Promise.reject(fault('NotFoundError'));
    if (known instanceof MemoryFileHandle ? known.isLocked : known.hasLocked()) {
      return Promise.reject(fault('NoModificationAllowedError'));
    }
    if (known instanceof MemoryFolder && known.entriesByName.size > 0 && !recursive) {
      return Promise.reject(fault('InvalidModificationError'));
    }
    this.entriesByName.delete(name);
    return Promise.resolve();
  }

  async *keys(): AsyncGenerator<string> {
    await Promise.resolve();
    yield* [...this.entriesByName.keys()];
  }

  asHandle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  /** Every file in it, by its path from here. */
  files(path = ''): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    for (const [name, entry] of this.entriesByName) {
      if (entry instanceof MemoryFileHandle) found.set(path + name, entry.bytes);
      else for (const [own, bytes] of entry.files(`${path}${name}/`)) found.set(own, bytes);
    }
    return found;
  }

  private hasLocked(): boolean {
    return [...this.entriesByName.values()].some((entry) =>
      entry instanceof MemoryFolder ? entry.hasLocked() : entry.isLocked,
    );
  }
}

const fault = (name: string) => new DOMException(name, name);

/** What `navigator` has for code that keeps files: the private file system, and Web Locks that nobody else holds. */
export function memoryNavigator(root: MemoryFolder) {
  const held = new Set<string>();
  return {
    storage: {
      getDirectory: () => Promise.resolve(root),
      estimate: () => Promise.resolve({ usage: 0, quota: 1e12 }),
    },
    locks: {
      held,
      async request(name: string, ...rest: unknown[]) {
        const task = rest.at(-1) as (lock: object | null) => Promise<unknown>;
        if (held.has(name)) return task(null);
        held.add(name);
        try {
          return await task({});
        } finally {
          held.delete(name);
        }
      },
    },
  };
}
