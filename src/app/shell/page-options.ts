import { parseAddress, type PackageAddress } from '../../package/address.ts';
import type { Residency } from '../../protocol/engine.ts';

/** What the page's address may choose. */
export interface PageOptions {
  /**
   * Folder of the model package on this site, absolute, ending with a slash; undefined if the address names none, null
   * if what it names is none.
   */
  modelUrl: string | null | undefined;
  /** A package elsewhere that the address names: nothing is fetched before a person agrees. */
  asked: PackageAddress | null;
  /** Overrides the engine's own choice of provider. */
  provider: 'webgpu' | 'wasm' | null;
  /** Overrides what it makes of the machine's memory. */
  residency: Residency | null;
}

/**
 * `?model=<folder, or hf:owner/name@revision>&provider=webgpu|wasm&residency=keep|release`.
 * @param address the page's address
 */
export function parsePageOptions(address: string): PageOptions {
  const query = new URL(address).searchParams;
  const provider = query.get('provider');
  const residency = query.get('residency');
  return {
    ...modelOf(query.get('model'), address),
    provider: provider === 'webgpu' || provider === 'wasm' ? provider : null,
    residency: residency === 'keep' || residency === 'release' ? residency : null,
  };
}

function modelOf(named: string | null, page: string): Pick<PageOptions, 'modelUrl' | 'asked'> {
  if (named === null) return { modelUrl: undefined, asked: null };
  const address = parseAddress(named, page);
  if (address === null) return { modelUrl: null, asked: null };
  const isHere = address.kind === 'folder' && new URL(address.url).origin === new URL(page).origin;
  return isHere ? { modelUrl: address.url, asked: null } : { modelUrl: undefined, asked: address };
}
