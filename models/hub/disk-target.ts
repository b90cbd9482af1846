import { existsSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import type { DownloadTarget, PartialContent } from '../../src/hub/api.ts';

export const partOf = (path: string) => `${path}.part`;
/** It held the ETag once. */
const noteOf = (path: string) => `${path}.part.etag`;

/** A file on the disk, into `<path>.part` first. What names its content stands in `<path>.part.etag`. */
export class DiskTarget implements DownloadTarget {
  private readonly path: string;
  private reading: FileHandle | null = null;
  private writing: FileHandle | null = null;

  constructor(path: string) {
    this.path = path;
  }

  async partial(): Promise<PartialContent> {
    const sizeBytes = (await stat(partOf(this.path)).catch(() => null))?.size ?? 0;
    const isNoted = sizeBytes > 0 && existsSync(noteOf(this.path));
    return { sizeBytes, contentId: isNoted ? await readFile(noteOf(this.path), 'utf8') : null };
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    this.reading ??= await open(partOf(this.path), 'r');
    return readSome(this.reading, from, to);
  }

  async restart(contentId: string | null): Promise<void> {
    await this.close();
    this.writing = await open(partOf(this.path), 'w');
    if (contentId === null) await rm(noteOf(this.path), { force: true });
    else await writeFile(noteOf(this.path), contentId);
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.writing ??= await open(partOf(this.path), 'a');
    await this.writing.appendFile(bytes);
  }

  async finish(): Promise<void> {
    await this.close();
    await rename(partOf(this.path), this.path);
    await rm(noteOf(this.path), { force: true });
  }

  async close(): Promise<void> {
    await this.reading?.close();
    await this.writing?.close();
    this.reading = this.writing = null;
  }
}

export async function readSome(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}
