/** A `fetch` that asks as a browser would for a page, and tells whether the browser would let the page see the answer. */

export interface Answer {
  response: Response;
  /** Why the page would not see it; null if it would. */
  hidden: string | null;
  /** From another site than the page's. */
  isForeign: boolean;
}

/** Until the first byte of an answer. */
const PATIENCE_MS = 30_000;
const MOST_REDIRECTS = 5;

/**
 * @param pageOrigin `https://host` of the page that asks
 * @param onAnswer gets each answer before whoever asked for it
 */
export function browserFetch(pageOrigin: string, onAnswer: (answer: Answer) => void): typeof fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    let origin = pageOrigin;
    let isForeign = url.origin !== pageOrigin;
    for (let redirects = 0; ; redirects++) {
      const response = await once(url, { ...init, headers: { ...init.headers, Origin: origin } });
      const allowed = response.headers.get('access-control-allow-origin');
      const may = !isForeign || allowed === '*' || allowed === origin;
      const hidden = may
        ? null
        : [
            `expected Access-Control-Allow-Origin: *, received ${allowed ?? 'none'}`,
            ...(response.ok ? [] : [`with status ${response.status}`]),
            ...(redirects > 0 ? [`after a redirect to ${url.host}`] : []),
          ].join(' ');
      const location = response.headers.get('location');
      if (!isRedirect(response) || location === null || redirects === MOST_REDIRECTS) {
        Object.defineProperty(response, 'redirected', { value: redirects > 0 });
        onAnswer({ response, hidden, isForeign });
        return response;
      }
      await response.body?.cancel();
      if (hidden !== null) {
        onAnswer({ response, hidden, isForeign });
        throw new Error(hidden);
      }
      const next = new URL(location, url);
      // A browser no longer tells for whom it asks once another site has led it to a third one.
      if (isForeign && next.origin !== url.origin) origin = 'null';
      isForeign ||= next.origin !== pageOrigin;
      url = next;
    }
  };
}

const isRedirect = ({ status }: Response) => [301, 302, 303, 307, 308].includes(status);

async function once(url: URL, init: RequestInit): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(
    () => patience.abort(new Error(`no answer within ${PATIENCE_MS / 1000} s`)),
    PATIENCE_MS,
  );
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: patience.signal });
  } catch (error) {
    // Node's own words for everything are "fetch failed".
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  } finally {
    clearTimeout(timer);
  }
}
