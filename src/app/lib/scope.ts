import { BUILTIN_MODEL } from '../../protocol/offline.ts';

/** The app's folder, absolute, with its final slash: what the service worker governs. */
export function appScope(): string {
  return new URL('./', document.baseURI).href;
}

/** @param modelUrl a package's folder, absolute, with its final slash */
export function isBuiltinModel(modelUrl: string | null): boolean {
  return modelUrl === new URL(BUILTIN_MODEL, appScope()).href;
}
