/** What may help after a failure. */
export interface Again {
  /** `later` waits and goes on from the byte reached; `anew` throws away what has come and fetches it again. */
  how: 'later' | 'anew';
  /** How long the server asks to be left alone. */
  afterMs?: number;
}

export type HubErrorKind =
  /** Its terms have to be accepted first, by a person who is signed in. */
  | 'gated'
  /** The token is not accepted, or may not read this. */
  | 'no-access'
  /** The Hub gives one answer for both where nobody is signed in. */
  | 'private-or-not-found'
  | 'no-revision'
  | 'no-file'
  /** Nobody answers, the connection breaks, or the server is busy. */
  | 'network'
  /** Something else than the Hub answers, such as the sign-in page of a hotel's network. */
  | 'not-the-hub'
  /** A web page or another type of content in place of a file. */
  | 'not-a-file'
  /** The server sends only whole files, and this one is too long for that. */
  | 'no-ranges'
  | 'too-large'
  /** It is not the file that was listed: another length, or other bytes than those asked for. */
  | 'changed'
  /** All bytes are here, and their hash is wrong. */
  | 'damaged'
  /** The disk is full, or the browser gives no more storage. */
  | 'no-room';

export interface HubErrorDetails {
  /** `owner/name`. */
  repository: string;
  /** Of the file, where the failure is one file's. */
  path?: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** Absent where another try would end like this one. */
  again?: Again;
  cause?: unknown;
}

/** A failed request or download. The message is one plain sentence or two: what was asked, what came, what to do. */
export class HubError extends Error {
  readonly kind: HubErrorKind;
  readonly repository: string;
  /** Null where the failure is no single file's. */
  readonly path: string | null;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Null where another try would end like this one. */
  readonly again: Again | null;

  constructor(kind: HubErrorKind, message: string, details: HubErrorDetails) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'HubError';
    this.kind = kind;
    this.repository = details.repository;
    this.path = details.path ?? null;
    this.status = details.status ?? null;
    this.again = details.again ?? null;
  }
}
