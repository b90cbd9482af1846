import { PATIENT } from '../../hub/retry.ts';
import type { CallContext, ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import type { FileEntry } from '../manifest.ts';
import type { StoreFault } from './api.ts';
import { toFault } from './faults.ts';
import { fileJobs, type FileJobs } from './file-jobs.ts';
import type { FileNews, FileService } from './file-threads.ts';
import { openOpfs } from './opfs.ts';
import { openOrigin } from './open-origin.ts';
import { sparingly } from './sparingly.ts';

/** A thread that fetches, hashes and writes one file at a time. */

let jobs: Promise<FileJobs> | null = null;
const opened = () =>
  (jobs ??= openOpfs().then((files) => fileJobs({ files, openOrigin, retry: PATIENT })));

const watch = ({ sizeBytes }: FileEntry, { signal, onProgress }: CallContext<FileNews>) => ({
  signal,
  onBytes: sparingly(sizeBytes, (here, moved) => onProgress({ kind: 'bytes', here, moved })),
  onRetry: (retry: { message: string; waitMs: number }) => onProgress({ kind: 'retry', ...retry }),
});

const service: FileService = {
  fetch: async ({ file, where }, context) =>
    (await opened()).fetch(file, where, watch(file, context)),
  verify: async ({ file }, context) => (await opened()).verify(file, watch(file, context)),
};

const receive = serve<StoreFault>(service, (message) => self.postMessage(message), toFault);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
