import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/shell/App.tsx';
import { parsePageOptions } from './app/shell/page-options.ts';
import { startWith } from './app/state/chosen.ts';
import { startPwa } from './app/pwa/start.ts';
import { restoreLanguage } from './app/state/language.ts';
import { trustOwnScripts } from './app/shell/trusted-types.ts';
import { setEngine } from './app/state/services.ts';
import { createWorkerEngine } from './engine/client.ts';
import { createConverter } from './exporter/browser/client.ts';
import { createWorkerStore } from './package/store/client.ts';
import type { Engine } from './protocol/engine.ts';
import { createVerifier } from './verify/browser/client.ts';

trustOwnScripts();

const page = parsePageOptions(location.href);
startWith(page.modelUrl, page.asked);

// Before all else: some of what it listens to happens once.
void startPwa();

function workerEngine(): Engine {
  return createWorkerEngine(
    () => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' }),
    { provider: page.provider, residency: page.residency },
  );
}

const store = createWorkerStore(
  () => new Worker(new URL('./package/store/worker.ts', import.meta.url), { type: 'module' }),
);

const converter = createConverter(
  () => new Worker(new URL('./exporter/browser/worker.ts', import.meta.url), { type: 'module' }),
);

const verifier = createVerifier(
  () => new Worker(new URL('./verify/browser/worker.ts', import.meta.url), { type: 'module' }),
  page.provider,
);

/** `npm run dev` with `?fake`: the page without a model, to work on how it looks. */
async function fakeEngine(): Promise<Engine> {
  const { createFakeEngine } = await import('./app/testing/fake-engine.ts');
  return createFakeEngine({ stepMs: 60 });
}

const wantsFake = import.meta.env.DEV && new URLSearchParams(location.search).has('fake');

await restoreLanguage();

setEngine(wantsFake ? await fakeEngine() : workerEngine());
const root = createRoot(document.getElementById('root')!);

// In slices: rendering everything at once would hold up a slow phone.
startTransition(() =>
  root.render(
    <StrictMode>
      <App store={store} converter={converter} verifier={verifier} />
    </StrictMode>,
  ),
);
