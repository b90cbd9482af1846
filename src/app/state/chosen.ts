import type { PackageAddress } from '../../package/address.ts';
import { BUILTIN_MODEL } from '../../protocol/offline.ts';
import { STORE_SCHEME } from '../../package/store/scheme.ts';
import { appScope } from '../lib/scope.ts';
import { useChosen } from './painting-state.ts';

export { useChosen };

const STORED_AS = 'wuerstchen.default-model';

export function builtinUrl(): string {
  return new URL(BUILTIN_MODEL, appScope()).href;
}

export const storeUrl = (key: string) => `${STORE_SCHEME}${key}`;

/** Of an installed package; null for every other address. */
export const keyOf = (url: string | null) =>
  url?.startsWith(STORE_SCHEME) ? url.slice(STORE_SCHEME.length) : null;

/**
 * For before the first rendering: what the address names comes first, then what a person begins with.
 * @param modelUrl a folder of this site; undefined if the address names none
 */
export function startWith(modelUrl: string | null | undefined, asked: PackageAddress | null): void {
  const defaultKey = storedDefault();
  const usual = defaultKey === null ? builtinUrl() : storeUrl(defaultKey);
  useChosen.setState({ url: modelUrl === undefined ? usual : modelUrl, asked, defaultKey });
}

/** Paints with this model from now on, until the page is left. */
export function chooseModel(url: string): void {
  useChosen.setState({ url });
}

/** The model to begin with on every visit; null is the built-in one. */
export function chooseDefault(defaultKey: string | null): void {
  try {
    if (defaultKey === null) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, defaultKey);
  } catch {
    // A browser that stores nothing begins with the built-in model next time.
  }
  useChosen.setState({ defaultKey });
}

export function answerAsked(): void {
  useChosen.setState({ asked: null });
}

function storedDefault(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
