import { fileUrl } from '../../package/http-origin.ts';
import { textToImageFiles, type Manifest } from '../../package/manifest.ts';
import type { ProviderName } from '../../protocol/engine.ts';
import { BUILTIN_MODEL, cacheName, type KeepAnswer } from '../../protocol/offline.ts';
import { STORE_SCHEME } from '../../package/store/scheme.ts';
import { savesData } from '../lib/saves-data.ts';
import { useChosen } from '../state/chosen.ts';
import { useModel } from '../state/model.ts';
import { useRun } from '../state/run.ts';
import { isBusy } from './busy.ts';
import { appScope, isBuiltinModel } from '../lib/scope.ts';
import { useKept } from './pwa-state.ts';
import { askServiceWorker } from './service-worker.ts';

export { useKept };

/** The page has settled down by then. */
const QUIET_MS = 4000;

let asking = false;

/**
 * Brings what offline painting needs to this device: in the background, soon after the first visit;
 * where data is to be saved only after a picture, when nearly everything has been fetched anyway.
 */
export async function keepForOffline(): Promise<void> {
  if (whatToKeep() === null) return;
  useKept.setState({ kept: await isKept() });
  useRun.subscribe((run, before) => {
    if (before.kind === 'running' && run.kind !== 'running') void keep();
  });
  if (savesData()) return;
  const soon = () => setTimeout(() => void keep(), QUIET_MS);
  if (useModel.getState().kind === 'open') soon();
  else {
    const stop = useModel.subscribe((model) => {
      if (model.kind !== 'open') return;
      stop();
      soon();
    });
  }
}

/** Asks the service worker to fetch what is missing. While a picture is painted it can wait. */
async function keep(): Promise<void> {
  const model = useModel.getState();
  const what = whatToKeep();
  if (what === null || asking || isBusy() || model.kind !== 'open' || !navigator.onLine) return;
  asking = true;
  try {
    const answer = await askKeep(model.model.device.provider, what);
    // A failure needs no word: the next visit, or the next picture, tries again.
    if (answer?.kept) useKept.setState({ kept: true });
  } finally {
    asking = false;
  }
}

function askKeep(provider: ProviderName, what: 'all' | 'runtime'): Promise<KeepAnswer | null> {
  return askServiceWorker<KeepAnswer>({ type: 'KEEP', provider, what });
}

/** An installed model is on the disk already; a folder of this site that was named by hand is not kept at all. */
function whatToKeep(): 'all' | 'runtime' | null {
  const { url } = useChosen.getState();
  if (url?.startsWith(STORE_SCHEME)) return 'runtime';
  return isBuiltinModel(url) ? 'all' : null;
}

async function isKept(): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  const scope = appScope();
  if (whatToKeep() === 'runtime') {
    return (await (await caches.open(cacheName('runtime', scope))).keys()).length > 0;
  }
  // The manifest is kept last.
  const manifest = new URL(`${BUILTIN_MODEL}manifest.json`, scope);
  const found = await caches.match(manifest, { cacheName: cacheName('model', scope) });
  return found !== undefined;
}

/**
 * Whether nothing has to be fetched to paint with the chosen model, its files and ONNX Runtime included. Asks the caches,
 * file by file; what only the browser's own cache holds is not known.
 */
export async function isOnThisDevice(manifest: Manifest): Promise<boolean> {
  const what = whatToKeep();
  if (what === null || !('caches' in globalThis)) return false;
  // Without it nobody answers from them.
  if (!navigator.serviceWorker.controller) return false;
  const scope = appScope();
  const runtime = await caches.open(cacheName('runtime', scope));
  if ((await runtime.keys()).length === 0) return false;
  if (what === 'runtime') return true;
  const model = await caches.open(cacheName('model', scope));
  const folder = new URL(BUILTIN_MODEL, scope).href;
  const found = await Promise.all(
    textToImageFiles(manifest).map((file) => model.match(fileUrl(folder, file))),
  );
  return found.every((response) => response !== undefined);
}
