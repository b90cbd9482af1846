import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { parsePageOptions } from './app/lib/page-options.ts';
import type { Engine } from './protocol/engine.ts';

async function createEngine(): Promise<Engine> {
  const { createFakeEngine } = await import('./app/testing/fake-engine.ts');
  return createFakeEngine({ stepMs: 60 });
}

const options = parsePageOptions(location.href, `${import.meta.env.BASE_URL}models/builtin/`);
const engine = await createEngine();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App engine={engine} modelUrl={options.modelUrl} />
  </StrictMode>,
);
