import { HUB_ENDPOINT, isCommit } from '../hub/api.ts';

export { isCommit };

/** Where a package is to be had. It survives structured cloning and JSON. */
export type PackageAddress =
  /** A folder on a web server: absolute, with its final slash. */
  | { kind: 'folder'; url: string }
  /** A repository on the Hugging Face Hub; `folder` inside it, '' for its root. */
  | { kind: 'hub'; repository: string; revision: string; folder: string }
  /** A folder of this machine that was chosen in the browser, by its name. */
  | { kind: 'local'; name: string }
  /** Made on this device of two checkpoints: `owner/name@commit`, or a folder's name. */
  | { kind: 'converted'; prior: string; decoder: string };

const HUB_HOST = new URL(HUB_ENDPOINT).host;

const NAME = String.raw`[\w-][\w.-]*`;
const REVISION = String.raw`[\w.-]+`;
/** `owner/name`, `owner/name/folder`, either with `@revision`. */
const REPOSITORY = new RegExp(`^(${NAME}/${NAME})((?:/${NAME})*)(?:@(${REVISION}))?$`);
/** What the Hub's own pages are called: `/owner/name/tree/revision/folder`. */
const HUB_PAGE = new RegExp(
  `^/(${NAME}/${NAME})(?:/(?:tree|blob|resolve)/(${REVISION})((?:/${NAME})*))?/?$`,
);

/**
 * Reads an address as links write it: `hf:owner/name@revision`, or a folder's URL, also relative to the page.
 * @param page the page's own address
 * @returns null if it is none, or would be fetched without encryption from another machine
 */
export function parseAddress(text: string, page: string): PackageAddress | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('hf:')) return repositoryOf(trimmed.slice(3));
  if (trimmed === '' || !URL.canParse(trimmed, page)) return null;
  const url = new URL(trimmed, page);
  if (url.origin === HUB_ENDPOINT) return hubPage(url.pathname);
  if (!isAllowed(url, new URL(page))) return null;
  const folder = url.pathname.replace(/\/manifest\.json$/, '').replace(/\/?$/, '/');
  return { kind: 'folder', url: `${url.origin}${folder}` };
}

/**
 * Reads what a person typed: a full address as `parseAddress` does, a page of the Hub without its scheme, and a
 * repository's bare name. Anything else is none: as a path it would be asked of the page's own server.
 */
export function readTyped(text: string, page: string): PackageAddress | null {
  const typed = text.trim();
  if (typed.startsWith(`${HUB_HOST}/`)) return parseAddress(`https://${typed}`, page);
  const isWhole = /^[a-z][a-z\d+.-]*:/i.test(typed);
  return repositoryOf(typed) ?? (isWhole ? parseAddress(typed, page) : null);
}

/**
 * Reads what whoever hosts a site wrote about it: what `readTyped` reads, and a folder of the site by its path, such as
 * `./models/name/`.
 * @param site the site's folder, absolute: what paths begin from
 */
export function readOfSite(text: string, site: string): PackageAddress | null {
  return readTyped(text, site) ?? parseAddress(text, site);
}

/** What `parseAddress` reads; of what is only on this machine a name, which opens nothing. */
export function formatAddress(address: PackageAddress): string {
  switch (address.kind) {
    case 'folder':
      return address.url;
    case 'hub': {
      const { repository, folder, revision } = address;
      return `hf:${repository}${folder === '' ? '' : `/${folder}`}@${revision}`;
    }
    case 'local':
      return address.name;
    case 'converted':
      return `${address.prior} + ${address.decoder}`;
  }
}

/** The folder's URL; null for what is only on this machine. */
export function addressUrl(address: PackageAddress): string | null {
  switch (address.kind) {
    case 'folder':
      return address.url;
    case 'hub': {
      const { repository, revision, folder } = address;
      return `${HUB_ENDPOINT}/${repository}/resolve/${revision}/${folder === '' ? '' : `${folder}/`}`;
    }
    case 'local':
    case 'converted':
      return null;
  }
}

/** Whether a package can be had again from where it came from, by its address alone. */
export const isFetchable = ({ kind }: PackageAddress) => kind === 'folder' || kind === 'hub';

/** Whether both name the same place. */
export function isSameAddress(a: PackageAddress, b: PackageAddress): boolean {
  return a.kind === b.kind && formatAddress(a) === formatAddress(b);
}

/** Whether what was fetched from `pinned` is what `named` names: a branch has been some commit. */
export function isFrom(pinned: PackageAddress, named: PackageAddress): boolean {
  if (pinned.kind !== 'hub' || named.kind !== 'hub' || isCommit(named.revision)) {
    return isSameAddress(pinned, named);
  }
  return isSameAddress({ ...pinned, revision: named.revision }, named);
}

function repositoryOf(text: string): PackageAddress | null {
  const match = REPOSITORY.exec(text);
  if (!match || hasDots(text)) return null;
  const [, repository, folder, revision] = match;
  return {
    kind: 'hub',
    repository: repository!,
    revision: revision ?? 'main',
    folder: (folder ?? '').slice(1),
  };
}

function hubPage(path: string): PackageAddress | null {
  const match = HUB_PAGE.exec(path.replace(/\/manifest\.json$/, ''));
  if (!match || hasDots(path)) return null;
  const [, repository, revision, folder] = match;
  return {
    kind: 'hub',
    repository: repository!,
    revision: revision ?? 'main',
    folder: (folder ?? '').slice(1),
  };
}

const hasDots = (path: string) => path.split(/[/@]/).some((part) => part === '.' || part === '..');

/** Encrypted, from this machine, or from where the page itself comes from. */
function isAllowed(url: URL, page: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' || url.origin === page.origin) return true;
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
