/** What a page sees of another origin's answer without being shown more: the Fetch standard's safelist. */
const SAFE = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]);

/** `fetch` as of a page on another origin: of the answers' headers it sees what browsers let it see. */
export const pageFetch: typeof fetch = async (input, init) => {
  const { status, statusText, headers, body } = await fetch(input, init);
  const exposed =
    headers
      .get('access-control-expose-headers')
      ?.toLowerCase()
      .split(/\s*,\s*/) ?? [];
  const seen = [...headers].filter(([name]) => SAFE.has(name) || exposed.includes(name));
  return new Response(body, { status, statusText, headers: seen });
};
