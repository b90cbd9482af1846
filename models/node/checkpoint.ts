import { StoredCheckpoint } from '../../src/exporter/weights/checkpoint.ts';
import { TensorReader } from '../../src/exporter/weights/tensor-reader.ts';
import { readTensorTable } from '../../src/exporter/weights/tensor-table.ts';
import { ANY, type Wanted } from '../../src/exporter/weights/variants.ts';
import { folderRepository } from './folder-repository.ts';

/** One network's folder of a checkpoint, by itself. */
export interface OpenCheckpoint extends StoredCheckpoint {
  close(): Promise<void>;
}

/**
 * Opens a network's folder.
 * @param folder holds `diffusion_pytorch_model.safetensors` or `model.safetensors`, or the
 *   same name with shards and an index, or variants of it
 * @param wanted decides between variants
 * @throws Error naming the file that is missing or broken
 */
export async function openCheckpoint(
  folder: string,
  wanted: Wanted = ANY,
): Promise<OpenCheckpoint> {
  const repository = folderRepository(folder);
  const table = await readTensorTable(repository, '', wanted);
  const reader = new TensorReader(({ path }) => repository.open(path));
  const { name } = repository;
  const place = { repository: 'prior', repositoryName: name, name } as const;
  const checkpoint = new StoredCheckpoint(place, table, reader);
  return Object.assign(checkpoint, { close: () => reader.close() });
}
