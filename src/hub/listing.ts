import {
  InvalidApiResponseFormatError,
  listFiles,
  modelInfo,
  type ListFileEntry,
} from '@huggingface/hub';
import { isCommit, type HubFile } from './api.ts';
import { hubError, type Asked } from './refusals.ts';
import { pageType, readWhole, request, type Connection } from './request.ts';

/** What the Hub's interface says of a repository, through its own client library. */

/** Runs a task until it works, or will not. */
export type Patiently = <T>(task: () => Promise<T>) => Promise<T>;

/** Of one answer; a page of the list names at most some thousand files. */
const MOST_BYTES = 8 * 2 ** 20;
/** A list that goes on longer has no end. */
const MOST_PAGES = 1000;

/** @param asked with its revision */
export async function resolveCommit(
  connection: Connection,
  asked: Asked & { revision: string },
  patiently: Patiently,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { repository, revision, endpoint } = asked;
  const { sha } = await understood(asked, () =>
    modelInfo({
      name: repository,
      revision,
      additionalFields: ['sha'],
      hubUrl: endpoint,
      fetch: apiFetch(connection, asked, patiently, signal),
    }),
  );
  if (typeof sha === 'string' && isCommit(sha)) return sha;
  const received = JSON.stringify(sha) ?? 'none';
  throw notTheHub(asked, `expected a commit, received ${received.slice(0, 80)}`);
}

export async function listRepository(
  connection: Connection,
  asked: Asked & { revision: string },
  patiently: Patiently,
  signal: AbortSignal | undefined,
): Promise<HubFile[]> {
  const { repository, revision, endpoint } = asked;
  return understood(asked, async () => {
    const files: HubFile[] = [];
    const entries = listFiles({
      repo: { type: 'model', name: repository },
      revision,
      recursive: true,
      hubUrl: endpoint,
      fetch: apiFetch(connection, asked, patiently, signal),
    });
    for await (const entry of entries) {
      if (entry.type === 'file') files.push(asFile(asked, entry));
    }
    return files;
  });
}

function asFile(asked: Asked & { revision: string }, entry: ListFileEntry): HubFile {
  const { path, size, oid, lfs } = entry;
  if (typeof path !== 'string' || !Number.isSafeInteger(size) || size < 0) {
    throw notTheHub(asked, `expected a file's path and size, received ${shown(entry)}`);
  }
  const sha256 = lfs && /^[0-9a-f]{64}$/.test(lfs.oid) ? lfs.oid : null;
  return {
    repository: asked.repository,
    commit: asked.revision,
    path,
    sizeBytes: size,
    sha256,
    // Of a file in LFS it is the pointer's.
    gitBlobId: !lfs && oid && /^[0-9a-f]{40}$/.test(oid) ? oid : null,
  };
}

const shown = (value: unknown) => JSON.stringify(value).slice(0, 120);

/** `fetch` for the library: patient, bounded, and with errors in words. */
function apiFetch(
  connection: Connection,
  asked: Asked,
  patiently: Patiently,
  signal: AbortSignal | undefined,
): typeof fetch {
  const seen = new Set<string>();
  return (input) => {
    const url = ownAddress(connection, input instanceof Request ? input.url : String(input));
    if (seen.has(url) || seen.size >= MOST_PAGES) {
      return Promise.reject(notTheHub(asked, 'its list of files has no end'));
    }
    seen.add(url);
    return patiently(() =>
      request(connection, { asked, url, signal }, async (answer) => {
        const type = pageType(answer.response);
        if (type) throw notTheHub(asked, `expected JSON, received a web page (${type})`);
        const body = await readWhole(asked, answer, MOST_BYTES);
        return new Response(body, { headers: answer.response.headers });
      }),
    );
  };
}

/** The next page of a list is asked for here, too: a mirror may hand on the Hub's own address, and the token is for this one. */
function ownAddress({ endpoint }: Connection, url: string): string {
  if (url.startsWith(`${endpoint}/`)) return url;
  const { pathname, search } = new URL(url);
  return `${endpoint}${pathname}${search}`;
}

/** What the library cannot read is somebody else's answer. */
async function understood<T>(asked: Asked, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const isForeign =
      error instanceof SyntaxError ||
      error instanceof TypeError ||
      error instanceof InvalidApiResponseFormatError;
    throw isForeign ? notTheHub(asked, error.message) : error;
  }
}

function notTheHub(asked: Asked, what: string) {
  const message = `${asked.repository}: ${asked.endpoint} does not answer as the Hub does: ${what}`;
  return hubError(asked, 'not-the-hub', message);
}
