/** What the page's address may choose, for tests and for trying other packages. */
export interface PageOptions {
  /** Folder of the model package, absolute, ending with a slash; null if it is on another origin. */
  modelUrl: string | null;
  /** Overrides the engine's own choice of provider. */
  provider: 'webgpu' | 'wasm' | null;
}

/**
 * `?model=<folder on this site>&provider=webgpu|wasm`.
 * @param address the page's address
 * @param builtin the built-in package, relative to the page
 */
export function parsePageOptions(address: string, builtin: string): PageOptions {
  const page = new URL(address);
  const query = page.searchParams;
  const provider = query.get('provider');
  return {
    modelUrl: folderOn(page, query.get('model') ?? builtin),
    provider: provider === 'webgpu' || provider === 'wasm' ? provider : null,
  };
}

/** The folder that `path` names as seen from the page, or null if it is not on the page's site. */
function folderOn(page: URL, path: string): string | null {
  if (!URL.canParse(path, page)) return null;
  const url = new URL(path, page);
  if (url.origin !== page.origin) return null;
  return `${url.origin}${url.pathname.replace(/\/?$/, '/')}`;
}
