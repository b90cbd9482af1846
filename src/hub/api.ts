import type { HubError } from './errors.ts';
import type { Retry, RetryPolicy } from './retry.ts';

/**
 * The Hugging Face Hub as the page and the command line use it. Every method rejects with `HubError`, or with the
 * reason of its signal. Requests are plain GETs with at most one simple range, so that a page needs no preflight
 * (a token needs one).
 */

export const HUB_ENDPOINT = 'https://huggingface.co';

/** Whether a revision stays what it is. */
export const isCommit = (revision: string) => /^[0-9a-f]{40}$/.test(revision);

export interface HubOptions {
  /** Of a mirror; with or without a final slash. Default: `HUB_ENDPOINT`. */
  endpoint?: string;
  /** Sent to the endpoint and to nobody else. */
  token?: HubToken | null;
  /** Where a token would be set, for messages: `set it as HF_TOKEN`. Default: tokens are not spoken of. */
  setToken?: string;
  /** Default: the platform's `fetch`. */
  fetch?: typeof fetch;
  /** Default: `PATIENT`. */
  retry?: RetryPolicy;
  /** A connection that brings nothing for so long is cut; default 60 s. */
  stallMs?: number;
}

export interface HubToken {
  /** Begins with `hf_`. */
  value: string;
  /** Where it was found, for messages. */
  origin: string;
}

/** A file at a commit, known by name only. */
export interface HubPath {
  /** `owner/name`. */
  repository: string;
  /** 40 hex digits: what is fetched belongs together, today and when a download goes on next week. */
  commit: string;
  /** Relative to the repository's root, forward slashes. */
  path: string;
}

/** A file as the Hub lists it. Survives structured cloning. */
export interface HubFile extends HubPath {
  sizeBytes: number;
  /** Of the content, 64 lower-case hex digits: files in LFS or Xet storage. Null for all others. */
  sha256: string | null;
  /** Git's own id of the content, 40 lower-case hex digits: files in git. Null for all others, and on mirrors that have none. */
  gitBlobId: string | null;
}

/** `new HubClient(options)` in `client.ts` is one. */
export interface Hub {
  /** Without a final slash. */
  readonly endpoint: string;
  /**
   * The commit that a branch or tag stands for now.
   * @param revision branch, tag or commit
   */
  resolveCommit(repository: string, revision: string, signal?: AbortSignal): Promise<string>;
  /** Every file of a repository, in the Hub's order. */
  list(repository: string, commit: string, signal?: AbortSignal): Promise<HubFile[]>;
  /**
   * A short file as a whole, such as a `config.json`.
   * @param maxBytes more is refused as `too-large`
   */
  readSmall(
    file: HubPath,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** `readSmall` as JSON; `not-a-file` where it is none. */
  readJson(file: HubPath, maxBytes: number, signal?: AbortSignal): Promise<unknown>;
  /**
   * Bytes `from` up to, not including, `to`; all of them come. Nothing is verified: compare what they say with what
   * is expected, or download the file.
   */
  readRange(
    file: HubFile,
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Brings a file into `target`, and verifies it by its SHA-256 or git blob id. What an earlier try has left there is
   * hashed and gone on from. It goes on for as long as new bytes come, whatever breaks in between.
   * The caller sees to it that nobody else writes to the same target.
   */
  download(file: HubFile, target: DownloadTarget, options?: DownloadOptions): Promise<void>;
}

export interface DownloadOptions {
  signal?: AbortSignal;
  onBytes?: OnBytes;
  /** While what an earlier try has left is hashed, which takes seconds a gigabyte. */
  onCheck?: (checkedBytes: number) => void;
  /** Before each further try. */
  onRetry?: (retry: Retry<HubError>) => void;
}

/**
 * @param here verified or yet to be verified bytes of the file; falls where the file is fetched anew
 * @param received how many have just come over the line
 */
export type OnBytes = (here: number, received: number) => void;

type MaybePromise<T> = T | Promise<T>;

/**
 * Where a download goes: bytes that are only ever added at their end, and a note of whose bytes they are. Both outlive
 * the process. Any method may throw; `HubError` of the kind `no-room` where the disk is full.
 */
export interface DownloadTarget {
  /** What an earlier try has left; 0 bytes where nothing. */
  partial(): MaybePromise<PartialContent>;
  /** Bytes that are here, to be hashed before the rest is. `from` up to, not including, `to`. */
  read(from: number, to: number): MaybePromise<Uint8Array>;
  /**
   * Throws away all bytes, and notes whose come next.
   * @param contentId `sha256:` or `git:` with the hash of the whole file, `etag:` with an ETag; null where nothing
   * names the content
   */
  restart(contentId: string | null): MaybePromise<void>;
  /** Takes over the memory of `bytes`. */
  append(bytes: Uint8Array<ArrayBuffer>): MaybePromise<void>;
  /** All bytes are here and right: they can be brought to the disk and given their final name. */
  finish(): MaybePromise<void>;
}

export interface PartialContent {
  sizeBytes: number;
  /** As `restart` got it; null where it was lost. */
  contentId: string | null;
}
