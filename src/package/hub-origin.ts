import { HUB_ENDPOINT, isCommit, type HubOptions } from '../hub/api.ts';
import { HubError } from '../hub/errors.ts';
import { PATIENT } from '../hub/retry.ts';
import type { PackageAddress } from './address.ts';
import { httpOrigin } from './http-origin.ts';
import type { PackageOrigin } from './origin.ts';
import { PackageError, type PackageErrorCode } from './source.ts';

type HubAddress = Extract<PackageAddress, { kind: 'hub' }>;

type HubOriginOptions = Pick<HubOptions, 'endpoint' | 'fetch'>;

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
  const endpoint = options.endpoint ?? HUB_ENDPOINT;
  const revision = isCommit(address.revision)
    ? address.revision
    : await commitOf(address, options, signal);
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
  options: HubOriginOptions,
  signal?: AbortSignal,
): Promise<string> {
  // Most packages come from elsewhere, and those from here are pinned after the first look.
  const { HubClient } = await import('../hub/client.ts');
  try {
    // Once: a person waits for the answer, and can ask again.
    const hub = new HubClient({ ...options, retry: { ...PATIENT, tries: 1 } });
    return await hub.resolveCommit(repository, revision, signal);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new PackageError(codeOf(error), repository, error.message, error.again);
  }
}

function codeOf({ kind, status }: HubError): PackageErrorCode {
  if (kind === 'gated' || kind === 'no-access') return 'forbidden';
  // The Hub says 401 where there is no such repository, lest anybody learn of private ones.
  if (kind === 'private-or-not-found') return status === 401 ? 'forbidden' : 'file-missing';
  return kind === 'no-revision' ? 'file-missing' : 'network';
}
