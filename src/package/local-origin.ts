import { reason } from './http-origin.ts';
import { readManifestText, type PackageOrigin } from './origin.ts';
import { PackageError } from './source.ts';

/** A file of a chosen folder; `path` as the browser gives it, the folder's own name first. */
export interface LocalFile {
  path: string;
  file: File;
}

/** A package in a folder of this machine, as `<input webkitdirectory>` hands it over. */
export function localOrigin(name: string, files: readonly LocalFile[]): PackageOrigin {
  // The manifest may lie deeper than what was chosen: the one nearest to the root counts.
  const manifests = files.filter(({ path }) => /(^|\/)manifest\.json$/.test(path));
  const depth = ({ path }: LocalFile) => path.split('/').length;
  const manifest = [...manifests].sort((a, b) => depth(a) - depth(b))[0];
  const root = manifest?.path.slice(0, -'manifest.json'.length) ?? '';
  const byPath = new Map(files.map(({ path, file }) => [path, file]));

  const find = (path: string): File => {
    const file = byPath.get(root + path);
    if (file) return file;
    throw new PackageError('file-missing', path, `${path} is missing in the folder ${name}.`);
  };

  return {
    address: { kind: 'local', name },
    manifest: async () => {
      try {
        return await readManifestText(find('manifest.json').stream());
      } catch (error) {
        throw asUnreadable('manifest.json', error);
      }
    },
    open: (entry, { from, to }) =>
      Promise.resolve().then(() => {
        const file = find(entry.path);
        if (file.size !== entry.sizeBytes) {
          throw new PackageError(
            'file-corrupt',
            entry.path,
            `${entry.path} has the wrong length: expected ${entry.sizeBytes} bytes, the folder has ${file.size}.`,
          );
        }
        return { from, body: file.slice(from, to).stream() };
      }),
  };
}

/** The browser's own complaint, as when the folder was changed after it was chosen. */
function asUnreadable(path: string, error: unknown): PackageError {
  if (error instanceof PackageError) return error;
  return new PackageError('file-missing', path, `${path} could not be read: ${reason(error)}`);
}
