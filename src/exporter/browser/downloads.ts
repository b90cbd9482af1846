import type { Hub, HubFile } from '../../hub/api.ts';
import type { HubError } from '../../hub/errors.ts';
import type { Retry } from '../../hub/retry.ts';
import { discard, readFile } from '../../package/store/opfs-files.ts';
import { repositoryOf, type Repositories } from '../plan-input.ts';
import type { ByteSource, SourceFile, SourceLifecycle } from '../ports.ts';
import type { RepositoryRole } from '../ports.ts';
import { noteOf, OpfsTarget } from './opfs-target.ts';
import { blobSource } from './blob-source.ts';

interface DownloadsOptions {
  /** The repositories of the Hub; what is picked is not downloaded. */
  hubs: Partial<Record<RepositoryRole, { hub: Hub; files: ReadonlyMap<string, HubFile> }>>;
  repositories: Repositories;
  folder: FileSystemDirectoryHandle;
  onBytes: (file: SourceFile, here: number, received: number) => void;
  onRetry: (file: SourceFile, retry: Retry<HubError>) => void;
}

/** Brings one source file at a time to the disk, verified, and deletes it when it is needed no more. */
export class Downloads implements SourceLifecycle {
  private readonly options: DownloadsOptions;

  constructor(options: DownloadsOptions) {
    this.options = options;
  }

  async acquire(file: SourceFile, signal: AbortSignal): Promise<ByteSource> {
    const { hubs, repositories, folder, onBytes, onRetry } = this.options;
    const own = hubs[file.repository];
    if (!own) {
      const source = await repositoryOf(repositories, file).open(file.path, signal);
      onBytes(file, source.sizeBytes, 0);
      return source;
    }
    const listed = own.files.get(file.path)!;
    const name = stagedName(file);
    const target = await OpfsTarget.open(folder, name, listed.repository);
    try {
      await own.hub.download(listed, target, {
        signal,
        onBytes: (here, received) => onBytes(file, here, received),
        onRetry: (retry) => onRetry(file, retry),
      });
    } finally {
      target.close();
    }
    const blob = await readFile(folder, name);
    if (!blob) throw new Error(`Expected ${name} among the files that were fetched.`);
    return blobSource(blob, listed.sha256 ?? listed.gitBlobId ?? listed.commit);
  }

  async release(file: SourceFile, isDone: boolean): Promise<void> {
    // After an error or a pause it is gone on with.
    if (!isDone || !this.options.hubs[file.repository]) return;
    const { folder } = this.options;
    await discard(folder, stagedName(file));
    await discard(folder, noteOf(stagedName(file)));
  }
}

/** Slashes are no part of a file's name. */
const stagedName = ({ repository, path }: SourceFile) =>
  `${repository}-${path.replaceAll('/', '-')}`;
