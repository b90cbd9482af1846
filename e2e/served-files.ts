import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of a repository, with the hashes that the Hub lists. */
export interface ServedFile {
  path: string;
  sizeBytes: number;
  sha1: string;
  /** Of large files only, as on the Hub. */
  sha256: string | null;
  /** On the disk. */
  from: string;
}

/** The files of a folder, by their paths in it. */
export async function filesIn(folder: string): Promise<Map<string, ServedFile>> {
  const files = new Map<string, ServedFile>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(folder.length).replace(/^\//, '');
    const { size } = await stat(from);
    const isLarge = path.endsWith('.safetensors');
    const sha256 = isLarge ? await sha256Of(from) : null;
    const content = isLarge ? Buffer.from('a pointer') : await readFile(from);
    const sha1 = createHash('sha1')
      .update(`blob ${content.length}\0`)
      .update(content)
      .digest('hex');
    files.set(path, { path, sizeBytes: size, sha1, sha256, from });
  }
  return files;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 22 })) {
    hash.update(bytes as Buffer);
  }
  return hash.digest('hex');
}
