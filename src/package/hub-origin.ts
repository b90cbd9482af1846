import { HUB, isCommit, type PackageAddress } from './address.ts';
import { assertFile } from './answers.ts';
import { httpOrigin, reason } from './http-origin.ts';
import { readManifestText, type PackageOrigin } from './origin.ts';
import { PackageError } from './source.ts';

type HubAddress = Extract<PackageAddress, { kind: 'hub' }>;

interface HubOriginOptions {
  fetch?: typeof fetch;
  /** Without a final slash. */
  endpoint?: string;
}

/**
 * A package in a public repository of the Hugging Face Hub, at one commit: a branch is pinned to what it is now,
 * so that all files, today's and those of a download that goes on next week, belong together.
 * @throws PackageError if there is no such repository or revision
 */
export async function hubOrigin(
  address: HubAddress,
  options: HubOriginOptions = {},
  signal?: AbortSignal,
): Promise<PackageOrigin> {
  const endpoint = options.endpoint ?? HUB;
  const revision = isCommit(address.revision)
    ? address.revision
    : await commitOf(address, endpoint, options.fetch ?? ((...args) => fetch(...args)), signal);
  const folder = address.folder === '' ? '' : `${address.folder}/`;
  const base = `${endpoint}/${address.repository}/resolve/${revision}/${folder}`;
  return httpOrigin(base, {
    address: { ...address, revision },
    ...(options.fetch && { fetch: options.fetch }),
    // The commit is in the address: no cache can mix versions up.
    urlOf: (file) => new URL(file.path, base),
  });
}

async function commitOf(
  { repository, revision }: HubAddress,
  endpoint: string,
  request: typeof fetch,
  signal?: AbortSignal,
): Promise<string> {
  const url = `${endpoint}/api/models/${repository}/revision/${revision}`;
  let response: Response;
  try {
    response = await request(url, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new PackageError(
      'network',
      repository,
      `${repository} could not be asked for at ${new URL(endpoint).host}: ${reason(error)}`,
      { how: 'later' },
    );
  }
  // The Hub says 401 where there is no such repository, lest anybody learn of private ones.
  assertFile(repository, response);
  const answer = await readManifestText(response.body, repository);
  const sha = commitIn(answer);
  if (sha === null) {
    throw new PackageError(
      'network',
      repository,
      `${repository}: expected a commit from ${new URL(endpoint).host}, received ${answer.slice(0, 80)}`,
    );
  }
  return sha;
}

function commitIn(text: string): string | null {
  try {
    const answer = JSON.parse(text) as unknown;
    if (typeof answer !== 'object' || answer === null || !('sha' in answer)) return null;
    return typeof answer.sha === 'string' && isCommit(answer.sha) ? answer.sha : null;
  } catch {
    return null;
  }
}
