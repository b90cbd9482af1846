import { PATIENT } from '../../hub/retry.ts';
import { toFault } from './faults.ts';
import { fileJobs, type FileJobs } from './file-jobs.ts';
import type { FromFileThread, ToFileThread } from './file-messages.ts';
import { openOpfs } from './opfs.ts';
import { openOrigin } from './open-origin.ts';
import { sparingly } from './sparingly.ts';

/** A thread that fetches, hashes and writes one file at a time. */

const post = (message: FromFileThread) => self.postMessage(message);

let jobs: Promise<FileJobs> | null = null;
const opened = () =>
  (jobs ??= openOpfs().then((files) => fileJobs({ files, openOrigin, retry: PATIENT })));

let stop = new AbortController();

async function run(job: Exclude<ToFileThread, { kind: 'stop' }>): Promise<FromFileThread> {
  const { signal } = (stop = new AbortController());
  const onBytes = sparingly(job.file.sizeBytes, (here, moved) =>
    post({ kind: 'bytes', here, moved }),
  );
  try {
    const files = await opened();
    if (job.kind === 'verify') {
      return { kind: 'verified', whole: await files.verify(job.file, { signal, onBytes }) };
    }
    const onRetry = (retry: { message: string; waitMs: number }) =>
      post({ kind: 'retry', ...retry });
    await files.fetch(job.file, job.where, { signal, onBytes, onRetry });
    return { kind: 'fetched' };
  } catch (error) {
    return { kind: 'failed', fault: toFault(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<ToFileThread>) => {
  if (data.kind === 'stop') stop.abort();
  else void run(data).then(post);
};
