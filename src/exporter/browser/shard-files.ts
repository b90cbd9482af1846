import { discard, openPart } from '../../package/store/opfs-files.ts';
import { contentName } from '../content.ts';
import type { ShardName, ShardSink } from '../ports.ts';

export const shardFileName = ({ weights, index }: ShardName) => `${weights}.${index}`;

/** A shard in a conversion's folder. What is not in the journal is not believed, so it needs no other name meanwhile. */
export async function createShardFile(
  folder: FileSystemDirectoryHandle,
  shard: ShardName,
): Promise<ShardSink> {
  const name = shardFileName(shard);
  const part = await openPart(folder, name);
  part.truncate(0);
  let sizeBytes = 0;
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- errors are to be rejections
    async write(bytes) {
      part.write(bytes, sizeBytes);
      sizeBytes += bytes.length;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- the same
    async commit(hashes) {
      part.flush();
      part.close();
      return { path: contentName(shard.weights, hashes.sha256, 'bin'), sizeBytes, ...hashes };
    },
    async abort() {
      part.close();
      await discard(folder, name);
    },
  };
}
