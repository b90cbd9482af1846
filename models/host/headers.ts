import type { FileEntry } from '../../src/package/manifest.ts';
import { isContentName } from '../../src/exporter/content.ts';
import type { Answer } from './browser-fetch.ts';
import type { Findings } from './findings.ts';

/** What a host says beside the bytes: none of it keeps a page from fetching a model, all of it helps. */

const FOR_EVER = 'public, max-age=31536000, immutable';
const LONG_S = 30 * 86_400;

/** The only file that ever changes. */
export function noteManifestHeaders(findings: Findings, path: string, headers: Headers): void {
  const said = headers.get('cache-control');
  if (/no-cache|no-store/.test(said ?? '') || maxAgeS(said) === 0) return;
  findings.note(
    'better',
    path,
    `Expected Cache-Control: no-cache, received ${said ?? 'none'}: new versions would arrive late.`,
  );
}

export function noteFileHeaders(
  findings: Findings,
  file: FileEntry,
  { response: { headers }, isForeign, hidden }: Answer,
): void {
  const note = (what: string) => findings.note('better', file.path, what);
  if (isForeign && hidden === null) {
    const exposed = (headers.get('access-control-expose-headers') ?? '')
      .toLowerCase()
      .split(/\s*,\s*/);
    if (!exposed.includes('*') && !exposed.includes('content-range')) {
      note(
        'Access-Control-Expose-Headers lacks Content-Range: a wrong length or range is noticed only at the end.',
      );
    }
  }
  if (isContentName(file)) {
    const said = headers.get('cache-control');
    if ((maxAgeS(said) ?? 0) < LONG_S) {
      note(
        `Expected Cache-Control: ${FOR_EVER}, received ${said ?? 'none'}: caches download it again and again.`,
      );
    }
    return;
  }
  note(
    'Its name does not depend on its content, so caches may mix up versions. Fix that with npm run models -- pack.',
  );
}

export function noteCompression(findings: Findings, path: string, headers: Headers): void {
  const encoding = headers.get('content-encoding');
  if (encoding === null || encoding === 'identity') return;
  findings.note(
    'better',
    path,
    `It is sent compressed (${encoding}): weights do not get smaller, and an interrupted download starts over. Turn compression off here.`,
  );
}

/** Seconds for which caches may answer by themselves; null where it is not said. */
function maxAgeS(cacheControl: string | null): number | null {
  const said =
    /\bs-maxage=(\d+)/.exec(cacheControl ?? '') ?? /\bmax-age=(\d+)/.exec(cacheControl ?? '');
  return said === null ? null : Number(said[1]);
}
