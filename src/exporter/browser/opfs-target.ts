import * as v from 'valibot';
import type { DownloadTarget } from '../../hub/api.ts';
import { HubError } from '../../hub/errors.ts';
import type { Part } from '../../package/store/files.ts';
import { isFull } from '../../package/store/faults.ts';
import { openPart, readJson, writeJson } from '../../package/store/opfs-files.ts';

const NoteSchema = v.object({ contentId: v.nullable(v.string()) });

/** A file that is downloaded to a conversion's folder. `close` must follow. */
export class OpfsTarget implements DownloadTarget {
  private readonly folder: FileSystemDirectoryHandle;
  private readonly name: string;
  private readonly repository: string;
  private readonly part: Part;
  private sizeBytes: number;

  private constructor(
    folder: FileSystemDirectoryHandle,
    name: string,
    repository: string,
    part: Part,
  ) {
    this.folder = folder;
    this.name = name;
    this.repository = repository;
    this.part = part;
    this.sizeBytes = part.size();
  }

  /** @param repository for errors */
  static async open(
    folder: FileSystemDirectoryHandle,
    name: string,
    repository: string,
  ): Promise<OpfsTarget> {
    return new OpfsTarget(folder, name, repository, await openPart(folder, name));
  }

  async partial() {
    const note = await readJson(this.folder, noteOf(this.name), NoteSchema);
    return { sizeBytes: this.sizeBytes, contentId: note?.contentId ?? null };
  }

  read(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    const read = this.part.read(bytes, from);
    if (read !== bytes.length) {
      throw new Error(`${this.name}: expected ${bytes.length} bytes to read, received ${read}.`);
    }
    return bytes;
  }

  async restart(contentId: string | null): Promise<void> {
    this.part.truncate(0);
    this.sizeBytes = 0;
    await writeJson(this.folder, noteOf(this.name), { contentId });
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    try {
      this.part.write(bytes, this.sizeBytes);
    } catch (error) {
      // Nothing is kept of what was written in part.
      this.part.truncate(this.sizeBytes);
      if (!isFull(error)) throw error;
      const message = `${this.name}: the browser gives this site no more room.`;
      throw new HubError('no-room', message, { repository: this.repository, cause: error });
    }
    this.sizeBytes += bytes.length;
  }

  finish(): void {
    this.part.flush();
  }

  close(): void {
    this.part.close();
  }
}

export const noteOf = (name: string) => `${name}.json`;
