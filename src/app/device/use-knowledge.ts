import { useEffect, useState } from 'react';
import type { Manifest } from '../../package/manifest.ts';
import { deviceMemoryGib } from '../../protocol/device-memory.ts';
import { readPersistence, usePersistence } from '../state/persistence.ts';
import { APP_VERSION } from '../lib/version.ts';
import { useModel } from '../state/model.ts';
import { useRun } from '../state/run.ts';
import { nameBrowser } from './browser.ts';
import type { Knowledge } from './sections.ts';
import { wasmFeatures } from './wasm-features.ts';
import { modelHash } from '../pictures/public.ts';
import { isInstalled, useKept } from '../pwa/public.ts';

/** All that the page can find out about the machine it is on; it grows as answers arrive. */
export function useKnowledge(): Knowledge {
  const model = useModel();
  const open = model.kind === 'open' ? model.model : null;
  const persisted = usePersistence((state) => state.persisted);
  const kept = useKept((state) => state.kept);
  const estimate = useEstimate();
  const hash = useModelHash(open?.manifest ?? null);
  return {
    device: open?.device ?? null,
    manifest: open?.manifest ?? null,
    problem: useProblemText(),
    modelHash: hash,
    hasWebGpu: 'gpu' in navigator,
    wasm: wasmFeatures(),
    isolated: crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
    memoryGib: deviceMemoryGib(),
    browser: nameBrowser(navigator),
    window: { width: innerWidth, height: innerHeight, ratio: round(devicePixelRatio) },
    usedBytes: estimate.usage,
    quotaBytes: estimate.quota,
    persisted,
    kept,
    installed: isInstalled(),
    version: APP_VERSION,
  };
}

/** Names files and numbers, never the prompt. */
function useProblemText(): string | null {
  const closed = useModel((model) => (model.kind === 'failed' ? model.failure : null));
  const failed = useRun((run) => (run.kind === 'failed' ? run.failure : null));
  const failure = failed ?? closed;
  return failure === null ? null : `${failure.code}: ${failure.message}`;
}

function useEstimate(): StorageEstimate {
  const [estimate, setEstimate] = useState<StorageEstimate>({});
  useEffect(() => {
    void readPersistence();
    // Pages without https have no storage manager, whatever the types say.
    const storage = navigator.storage as StorageManager | undefined;
    storage?.estimate().then(setEstimate, () => undefined);
  }, []);
  return estimate;
}

function useModelHash(manifest: Manifest | null): string | null {
  const [hash, setHash] = useState<string | null>(null);
  useEffect(() => {
    if (manifest === null) return;
    let wanted = true;
    void modelHash(manifest).then((found) => {
      if (wanted) setHash(found);
    });
    return () => {
      wanted = false;
    };
  }, [manifest]);
  return manifest === null ? null : hash;
}

function round(ratio: number): number {
  return Math.round(100 * ratio) / 100;
}
