import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  InvalidApiResponseFormatError,
  listFiles,
  modelInfo,
  type ListFileEntry,
} from '@huggingface/hub';
import { retried, Retryable, type RetrySettings } from './retry.ts';

/** Talks to the Hugging Face Hub, or to a mirror of it, and says in words what it refuses. */

interface Token {
  value: string;
  /** Where it was found, for messages. */
  origin: string;
}

export interface Hub {
  /** Without a final slash. */
  endpoint: string;
  token: Token | null;
  retry: RetrySettings;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** The usual variables and files: HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME. */
export function hubFromEnvironment(env: NodeJS.ProcessEnv = process.env): Omit<Hub, 'retry'> {
  return {
    endpoint: (env['HF_ENDPOINT']?.trim() || DEFAULT_ENDPOINT).replace(/\/+$/, ''),
    token: findToken(env),
  };
}

function findToken(env: NodeJS.ProcessEnv): Token | null {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const path = env['HF_TOKEN_PATH'] || join(env['HF_HOME'] || join(cache, 'huggingface'), 'token');
  const found =
    ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']
      .map((origin) => ({ origin, value: env[origin]?.trim() ?? '' }))
      .find(({ value }) => value !== '') ??
    (existsSync(path) ? { origin: path, value: readFileSync(path, 'utf8').trim() } : null);
  if (!found || found.value === '') return null;
  if (!found.value.startsWith('hf_')) {
    throw new Error(`The token from ${found.origin} is none of the Hub's: they begin with hf_.`);
  }
  return found;
}

/** A repository at a branch, tag or commit. */
export interface Repository {
  name: string;
  revision: string;
}

const REPOSITORY = /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@(.+))?$/;

/** Reads `owner/name` or `owner/name@revision`; null if it is neither. */
export function parseRepository(text: string, revision = 'main'): Repository | null {
  const match = REPOSITORY.exec(text);
  return match ? { name: match[1]!, revision: match[2] ?? revision } : null;
}

/** The library's common arguments for requests about a repository. */
export const access = (hub: Hub, { name }: Repository) => ({
  repo: name,
  hubUrl: hub.endpoint,
  ...(hub.token && { accessToken: hub.token.value }),
});

/** The commit that a branch or tag stands for now, so that all files come from one. */
export async function resolveCommit(
  hub: Hub,
  repository: Repository,
  signal?: AbortSignal,
): Promise<string> {
  const { name, revision } = repository;
  const { sha } = await asked(hub, signal, () =>
    modelInfo({
      ...access(hub, repository),
      name,
      revision,
      additionalFields: ['sha'],
      fetch: hubFetch(hub, repository, signal),
    }),
  );
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) {
    throw new Error(`${name}: expected a commit from ${hub.endpoint}, received ${sha}`);
  }
  return sha;
}

/** Every file of a repository by path. */
export async function readTree(
  hub: Hub,
  repository: Repository,
  signal?: AbortSignal,
): Promise<Map<string, ListFileEntry>> {
  return asked(hub, signal, async () => {
    const files = new Map<string, ListFileEntry>();
    const entries = listFiles({
      ...access(hub, repository),
      revision: repository.revision,
      recursive: true,
      fetch: hubFetch(hub, repository, signal),
    });
    for await (const entry of entries) if (entry.type === 'file') files.set(entry.path, entry);
    return files;
  });
}

/** Asks with patience; an answer that is none of the Hub's says whose it is. */
async function asked<T>(
  hub: Hub,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  return retried(hub.retry, signal, () =>
    task().catch((error: unknown) => {
      throw asHubAnswer(hub, error);
    }),
  );
}

/** What the library could not read, with the server that said it. */
export function asHubAnswer(hub: Hub, error: unknown): unknown {
  if (!(error instanceof SyntaxError || error instanceof InvalidApiResponseFormatError))
    return error;
  return new Error(`${hub.endpoint} does not answer as the Hub does: ${error.message}`);
}

/** `fetch` whose refusals are said in words, and whose passing failures are `Retryable`. */
export function hubFetch(hub: Hub, repository: Repository, signal?: AbortSignal): typeof fetch {
  return async (input, init) => {
    let response: Response;
    try {
      response = await fetch(input, { ...init, ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      throw new Retryable(`${hostOf(input)} could not be reached: ${rootCause(error)}`);
    }
    if (response.ok) return response;
    await response.body?.cancel();
    const { status, statusText } = response;
    if (status === 408 || status === 429 || status >= 500) {
      const seconds = Number(response.headers.get('retry-after') ?? NaN);
      throw new Retryable(
        `${hostOf(input)} answered ${status} ${statusText}`.trimEnd(),
        Number.isFinite(seconds) ? seconds * 1000 : undefined,
      );
    }
    throw new Error(explain(hub, repository, response));
  };
}

function explain(hub: Hub, { name, revision }: Repository, response: Response): string {
  const { status, statusText, headers, url } = response;
  const page = `${hub.endpoint}/${name}`;
  const howTo =
    `Open ${page} signed in and accept its terms if it asks for that, make a token with read ` +
    `access at ${hub.endpoint}/settings/tokens, and set it as HF_TOKEN.`;
  const code = headers.get('x-error-code');
  if (code === 'GatedRepo') return `${name} is gated (${status}). ${howTo}`;
  if (status === 401 && !hub.token) {
    return (
      `${name}: the Hub wants a token (401). Either there is no such repository, or it is private ` +
      `or gated. ${howTo}`
    );
  }
  if (status === 401) {
    return (
      `${name}: the Hub does not accept the token from ${hub.token?.origin} (401). It may have ` +
      `expired, or there is no such repository. ${howTo}`
    );
  }
  if (status === 403) {
    const who = hub.token
      ? `the token from ${hub.token.origin} may not`
      : 'without a token nobody may';
    return `${name}: ${who} read it (403). ${howTo}`;
  }
  if (code === 'RevisionNotFound') return `${name} has no branch, tag or commit ${revision} (404).`;
  if (code === 'RepoNotFound') return `${hub.endpoint} has no repository ${name} (404).`;
  return `${name}: ${url} answered ${status} ${statusText}`.trimEnd();
}

function hostOf(input: Parameters<typeof fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).host;
}

/** fetch says "fetch failed" and keeps the reason as the cause. */
export function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootCause(error.cause) : error.message || error.name;
}
