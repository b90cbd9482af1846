import { repositoryOf, type Repositories } from './plan-input.ts';
import type { ByteSource, SourceLifecycle } from './ports.ts';
import { sourceKey } from './weights/stored-tensor.ts';

/** Files that need not be fetched are only opened and closed. */
export function openInPlace(repositories: Repositories): SourceLifecycle {
  const open = new Map<string, ByteSource>();
  return {
    async acquire(file, signal) {
      const source = await repositoryOf(repositories, file).open(file.path, signal);
      open.set(sourceKey(file), source);
      return source;
    },
    async release(file) {
      await open.get(sourceKey(file))?.close();
      open.delete(sourceKey(file));
    },
  };
}
