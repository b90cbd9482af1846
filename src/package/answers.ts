import type { Again } from '../hub/errors.ts';
import { isPassing, retryAfterMs } from '../hub/retry.ts';
import { PackageError } from './source.ts';

/** What a web server's answer is worth before its first byte is looked at. */

/** Types that no weights and no tokenizer have. */
const PAGE = /^(text\/html|application\/xhtml\+xml)\b/i;
/** A redirect that ends at one of these ended at an error, a login or a picture. */
const NOT_WEIGHTS = /^(text\/|image\/|video\/|audio\/|application\/(json|xml|problem))/i;
const IS_TEXT = /\.(json|txt|md)$/;

/**
 * @param path of the file in its package
 * @throws PackageError unless the answer may be the file
 */
export function assertFile(path: string, response: Response): void {
  const { status } = response;
  const said = `${status} ${response.statusText}`.trimEnd();
  if (status === 404 || status === 410) {
    throw missing(path, `expected the file, received ${said}.`);
  }
  if (status === 401 || status === 403) {
    throw new PackageError(
      'forbidden',
      path,
      `${path} is not public: the server answered ${said}.`,
    );
  }
  if (!response.ok) {
    throw new PackageError(
      'network',
      path,
      `${path} could not be fetched: the server answered ${said}.`,
      passing(response),
    );
  }
  const type = response.headers.get('content-type') ?? '';
  if (PAGE.test(type)) {
    // A single-page server answers unknown paths with its start page, a hotel's network with its login.
    throw missing(path, `expected the file, received a web page (${type}).`, { how: 'anew' });
  }
  if (response.redirected && !IS_TEXT.test(path) && NOT_WEIGHTS.test(type)) {
    const host = URL.canParse(response.url) ? ` on ${new URL(response.url).host}` : '';
    throw missing(path, `a redirect led to a different type of content${host} (${type}).`, {
      how: 'anew',
    });
  }
}

function missing(path: string, what: string, again: Again | null = null): PackageError {
  return new PackageError('file-missing', path, `${path} is missing: ${what}`, again);
}

/** Whether the server may answer otherwise later, and when. */
function passing({ status, headers }: Response): Again | null {
  if (!isPassing(status)) return null;
  const afterMs = retryAfterMs(headers.get('retry-after'));
  return { how: 'later', ...(afterMs !== null && { afterMs }) };
}
