import { packageFiles, parseManifest } from '../manifest.ts';
import { PackageError, type PackageSource } from '../source.ts';
import { isHere } from './files.ts';
import { useLock } from './lock-names.ts';
import { readFile } from './opfs-files.ts';
import { openStoreFolders, readPackages, readRecord, type StoreFolders } from './opfs.ts';

/**
 * An installed package, read from the disk: files are handed out as they lie there, so that ONNX Runtime can stream
 * them. They were verified when they came. Works in any worker.
 */
export function storeSource(key: string): PackageSource {
  let folders: Promise<StoreFolders> | null = null;
  const opened = () =>
    (folders ??= openStoreFolders().catch((error: unknown) => {
      folders = null;
      throw new PackageError('no-storage', '', `The store could not be opened: ${String(error)}`);
    }));

  let release = () => undefined as void;
  const hold = (): Promise<void> =>
    new Promise((holds) => {
      void navigator.locks.request(useLock(key), { mode: 'shared' }, () => {
        holds();
        return new Promise<void>((resolve) => (release = resolve));
      });
    });

  return {
    async manifest() {
      await hold();
      const record = (await readPackages(await opened())).find((each) => each.key === key);
      if (!record) throw gone(key);
      const store = await opened();
      for (const file of packageFiles(parseManifest(record.manifest))) {
        if (!isHere(await readRecord(store, file.sha256), file)) throw incomplete(file.path);
      }
      return record.manifest;
    },
    async fetchAll(files, onBytes, signal) {
      for (const file of files) {
        signal?.throwIfAborted();
        await this.read(file);
        onBytes(file, file.sizeBytes);
      }
    },
    async read(file) {
      const found = await readFile((await opened()).files, file.sha256);
      if (!found) throw incomplete(file.path);
      if (found.size !== file.sizeBytes) {
        throw new PackageError(
          'file-corrupt',
          file.path,
          `${file.path} has changed on the disk: expected ${file.sizeBytes} bytes, there are ${found.size}.`,
        );
      }
      return found;
    },
    forget: () => undefined,
    close: () => release(),
  };
}

function gone(key: string): PackageError {
  return new PackageError('no-storage', '', `The model ${key} is no longer on this device.`);
}

function incomplete(path: string): PackageError {
  return new PackageError('file-missing', path, `${path} is not on this device: repair the model.`);
}
