import type { HubToken } from './api.ts';
import { HubError, type Again, type HubErrorDetails, type HubErrorKind } from './errors.ts';
import { isPassing, MOST_WISHED_MS, retryAfterMs } from './retry.ts';

/** What an answer other than a success means, in words. */

export interface Asked {
  endpoint: string;
  repository: string;
  /** Where a branch or tag was asked for. */
  revision?: string;
  /** Where a file was asked for. */
  path?: string;
  token: HubToken | null;
  setToken: string | null;
}

/** @returns the error that an answer stands for; its status is none of success */
export function refusal(asked: Asked, response: Response): HubError {
  const { status, headers } = response;
  const { endpoint, repository, revision, path, token } = asked;
  const fail = (kind: HubErrorKind, message: string, again?: Again) =>
    hubError(asked, kind, message, { status, ...(again && { again }) });
  const said = `${status} ${response.statusText}`.trimEnd();
  if (isPassing(status)) {
    const afterMs = retryAfterMs(headers.get('retry-after'));
    const wish =
      afterMs !== null && afterMs > MOST_WISHED_MS
        ? ` and asks to be left alone for ${Math.ceil(afterMs / 60_000)} minutes`
        : '';
    return fail('network', `${nameOf(asked)}: ${hostOf(asked, response)} answered ${said}${wish}`, {
      how: 'later',
      ...(afterMs !== null && { afterMs }),
    });
  }
  if (isElsewhere(asked, response) && (status === 400 || status === 401 || status === 403)) {
    // The addresses that the Hub redirects to are signed, and run out: another one is to be had there.
    const host = hostOf(asked, response);
    return fail('network', `${nameOf(asked)}: ${host} does not accept its address (${said})`, {
      how: 'later',
    });
  }
  if (status === 416) {
    return fail('changed', `${nameOf(asked)}: the server has no such bytes of it (416)`, {
      how: 'anew',
    });
  }
  const code = headers.get('x-error-code');
  const advice = howToRead(asked);
  if (code === 'GatedRepo') return fail('gated', `${repository} is gated (${status}). ${advice}`);
  if (status === 401 && !token) {
    const wants = asked.setToken ? 'the Hub wants a token' : 'the Hub requires sign-in';
    return fail(
      'private-or-not-found',
      `${repository}: ${wants} (401). Either there is no such repository, or it is private or gated. ${advice}`,
    );
  }
  if (status === 401) {
    return fail(
      'no-access',
      `${repository}: the Hub does not accept the token from ${token?.origin} (401). It may have ` +
        `expired, or there is no such repository. ${advice}`,
    );
  }
  if (status === 403) {
    const who = token ? `the token from ${token.origin} may not` : 'without a token nobody may';
    return fail('no-access', `${repository}: ${who} read it (403). ${advice}`);
  }
  if (code === 'RevisionNotFound') {
    const what = revision ?? 'the one asked for';
    return fail('no-revision', `${repository} has no branch, tag or commit ${what} (404).`);
  }
  if (code === 'RepoNotFound' || (status === 404 && path === undefined)) {
    return fail('private-or-not-found', `${endpoint} has no repository ${repository} (404).`);
  }
  if (status === 404 || status === 410) {
    return fail('no-file', `${repository} has no file ${path} at this commit (${status}).`);
  }
  return fail('network', `${nameOf(asked)}: ${hostOf(asked, response)} answered ${said}`);
}

/** `owner/name/path`, or the repository where no file was asked for. */
export const nameOf = ({ repository, path }: Asked) =>
  path === undefined ? repository : `${repository}/${path}`;

export function hubError(
  { repository, path }: Asked,
  kind: HubErrorKind,
  message: string,
  details: Omit<HubErrorDetails, 'repository' | 'path'> = {},
): HubError {
  return new HubError(kind, message, {
    repository,
    ...(path !== undefined && { path }),
    ...details,
  });
}

function howToRead({ endpoint, repository, setToken }: Asked): string {
  const page = `Open ${endpoint}/${repository} signed in and accept its terms if it asks for that`;
  return setToken
    ? `${page}, make a token with read access at ${endpoint}/settings/tokens, and ${setToken}.`
    : `${page}; then download it there or with the command line.`;
}

/** Whether a redirect has led to another server. */
const isElsewhere = ({ endpoint }: Asked, { url }: Response) =>
  URL.canParse(url) && new URL(url).origin !== new URL(endpoint).origin;

const hostOf = ({ endpoint }: Asked, { url }: Response) =>
  new URL(URL.canParse(url) ? url : endpoint).host;
