import { renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { contentName } from '../../src/exporter/content.ts';
import type { ShardName, ShardSink } from '../../src/exporter/ports.ts';
import { describeDiskError } from './disk.ts';

/**
 * A shard in a folder, under another name until it is whole and on the disk.
 * @throws Error in plain words where the disk is full; so do its methods
 */
export async function createShardFile(
  folder: string,
  { weights, index }: ShardName,
): Promise<ShardSink> {
  const unfinished = join(folder, `${weights}.${index}.unfinished`);
  const described = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw describeDiskError(error, unfinished);
    }
  };
  const file = await described(() => open(unfinished, 'w'));
  let sizeBytes = 0;
  return {
    write: (bytes) =>
      described(async () => {
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
          done += bytesWritten;
        }
        sizeBytes += bytes.length;
      }),
    commit: (hashes) =>
      described(async () => {
        await file.datasync();
        await file.close();
        const path = contentName(weights, hashes.sha256, 'bin');
        renameSync(unfinished, join(folder, path));
        return { path, sizeBytes, ...hashes };
      }),
    async abort() {
      await file.close();
      rmSync(unfinished, { force: true });
    },
  };
}
