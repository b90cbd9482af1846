import {
  HUB_ENDPOINT,
  isCommit,
  type DownloadOptions,
  type DownloadTarget,
  type Hub,
  type HubFile,
  type HubOptions,
  type HubPath,
} from './api.ts';
import { Ranges, readRange, readSmall } from './content.ts';
import { Download } from './download.ts';
import { HubError } from './errors.ts';
import { listRepository, resolveCommit, type Patiently } from './listing.ts';
import { hubError, nameOf, type Asked } from './refusals.ts';
import type { Connection } from './request.ts';
import { MOST_WISHED_MS, PATIENT, retried, type Retry, type RetryPolicy } from './retry.ts';

/** A checkpoint's files have gigabytes: one that has come wrong twice does not come a third time. */
const DEFAULT_RETRY: RetryPolicy = { ...PATIENT, wrongTries: 2 };
const DEFAULT_STALL_MS = 60_000;

const isHubError = (error: unknown) => error instanceof HubError;

export class HubClient implements Hub {
  private readonly connection: Connection;
  private readonly policy: RetryPolicy;

  constructor(options: HubOptions = {}) {
    this.connection = {
      endpoint: (options.endpoint ?? HUB_ENDPOINT).replace(/\/+$/, ''),
      token: options.token ?? null,
      setToken: options.setToken ?? null,
      // Not a method: browsers want it called on its own.
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      stallMs: options.stallMs ?? DEFAULT_STALL_MS,
    };
    this.policy = options.retry ?? DEFAULT_RETRY;
  }

  get endpoint(): string {
    return this.connection.endpoint;
  }

  async resolveCommit(repository: string, revision: string, signal?: AbortSignal): Promise<string> {
    const asked = { ...this.asked(repository), revision };
    return resolveCommit(this.connection, asked, this.patiently(signal), signal);
  }

  async list(repository: string, commit: string, signal?: AbortSignal): Promise<HubFile[]> {
    const asked = { ...this.asked(repository), revision: commit };
    return listRepository(this.connection, asked, this.patiently(signal), signal);
  }

  async readSmall(
    file: HubPath,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const asked = this.askedFor(file);
    return this.retried(signal, () => readSmall(this.connection, asked, file, maxBytes, signal));
  }

  async readJson(file: HubPath, maxBytes: number, signal?: AbortSignal): Promise<unknown> {
    const text = new TextDecoder().decode(await this.readSmall(file, maxBytes, signal));
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      const asked = this.askedFor(file);
      const message = `${nameOf(asked)}: expected JSON, received ${JSON.stringify(text.slice(0, 60))}`;
      throw hubError(asked, 'not-a-file', message, { cause: error });
    }
  }

  async readRange(
    file: HubFile,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!(0 <= from && from <= to && to <= file.sizeBytes)) {
      throw new RangeError(
        `Expected bytes of ${file.path} within 0 to ${file.sizeBytes}; received ${from} to ${to}`,
      );
    }
    // There is no such range in HTTP.
    if (from === to) return new Uint8Array();
    const asked = this.askedFor(file);
    const ranges = new Ranges();
    return this.retried(signal, () =>
      readRange(this.connection, asked, file, [from, to], ranges, signal),
    );
  }

  async download(
    file: HubFile,
    target: DownloadTarget,
    { signal, onBytes = () => undefined, onCheck, onRetry }: DownloadOptions = {},
  ): Promise<void> {
    const asked = this.askedFor(file);
    const job = { connection: this.connection, asked, file, target, signal, onBytes, onCheck };
    const download = await Download.begin(job);
    await this.retried(signal, (noteReached) => download.attempt(noteReached), onRetry);
  }

  private asked(repository: string): Asked {
    const { endpoint, token, setToken } = this.connection;
    return { endpoint, repository, token, setToken };
  }

  private askedFor({ repository, commit, path }: HubPath): Asked {
    if (!isCommit(commit)) throw new TypeError(`Expected a commit; received ${commit}`);
    return { ...this.asked(repository), path };
  }

  private patiently(signal: AbortSignal | undefined): Patiently {
    return (task) => this.retried(signal, task);
  }

  private async retried<T>(
    signal: AbortSignal | undefined,
    attempt: (noteReached: (byte: number) => void) => Promise<T>,
    onRetry?: (retry: Retry<HubError>) => void,
  ): Promise<T> {
    try {
      return await retried({ policy: this.policy, signal, isOwn: isHubError, onRetry }, attempt);
    } catch (error) {
      throw error instanceof HubError ? givenUp(error, this.policy.tries) : error;
    }
  }
}

/** Says that it was tried for long enough, where that is why it has ended. */
function givenUp(error: HubError, tries: number): HubError {
  const { again, kind, repository, path, status } = error;
  if (tries === 1 || again?.how !== 'later' || (again.afterMs ?? 0) > MOST_WISHED_MS) return error;
  return new HubError(kind, `${error.message} (given up after ${tries} tries)`, {
    repository,
    again,
    cause: error,
    ...(path !== null && { path }),
    ...(status !== null && { status }),
  });
}
