import { open, type FileHandle } from 'node:fs/promises';
import type { PlannedMatrix, PlannedShard } from '../onnx/weight-plan.ts';
import { encode } from '../weights/encoding.ts';
import { Digest, type ContentHashes } from './digest.ts';
import { describeDiskError } from './disk.ts';

/** Values that are read, converted and written at a time: 32 MiB of float32. */
const PIECE_ENTRIES = 2 ** 23;

/**
 * A transposed matrix takes all of its source for every piece of it: in one piece it is read once.
 * 128 MiB of float32; the largest of the published model's has 53 MB.
 */
const WHOLE_ENTRIES = 2 ** 25;

/** What has been written since the last call, and of which tensor. */
export type OnBytes = (bytes: number, tensor: string) => void;

/**
 * Writes a shard from its first byte to its last, a few rows at a time, and flushes it.
 * @param path of the file, made anew
 * @throws Error in plain words where the disk is full, or naming a value that cannot be stored
 */
export async function writeShard(
  path: string,
  shard: PlannedShard,
  onBytes: OnBytes,
): Promise<ContentHashes> {
  const digest = new Digest();
  let position = 0;
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'w');
    const write = async (bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file!.write(bytes, done, bytes.length - done);
        done += bytesWritten;
      }
      digest.update(bytes);
      position += bytes.length;
    };
    for (const matrix of shard.matrices) {
      const [first, ...others] = matrix.parts.values();
      // The rows' further parts, scales of quantised weights, lie behind all rows of the first.
      const waiting: Uint8Array[][] = others.map(() => []);
      await write(new Uint8Array(first!.offset - position));
      for (const [from, to] of pieces(matrix)) {
        const values = await matrix.matrix.read(from, to);
        const [bytes, ...rest] = await encode(
          matrix.name,
          matrix.matrix,
          matrix.encoding,
          values,
          from,
        );
        await write(bytes!);
        rest.forEach((part, i) => waiting[i]!.push(part));
        onBytes(bytes!.length, matrix.name);
      }
      for (const [i, part] of others.entries()) {
        await write(new Uint8Array(part.offset - position));
        for (const bytes of waiting[i]!) await write(bytes);
        onBytes(part.sizeBytes, matrix.name);
      }
      const end = [...matrix.parts.values()].at(-1)!;
      if (position !== end.offset + end.sizeBytes) {
        throw new Error(
          `${matrix.name}: expected to end at byte ${end.offset + end.sizeBytes}, ended at ${position}`,
        );
      }
    }
    await file.datasync();
  } catch (error) {
    throw describeDiskError(error, path);
  } finally {
    await file?.close();
  }
  return digest.end();
}

/** Ranges of rows. */
function* pieces({ matrix: { rows, columns } }: PlannedMatrix): Generator<[number, number]> {
  const whole = rows * columns <= WHOLE_ENTRIES;
  const step = whole ? rows : Math.max(1, Math.floor(PIECE_ENTRIES / columns));
  for (let from = 0; from < rows; from += step) yield [from, Math.min(rows, from + step)];
}
