import { createContext, useContext } from 'react';
import type { Converter } from '../exporter/browser/client.ts';
import type { ModelStore } from '../package/store/api.ts';
import type { Engine } from '../protocol/engine.ts';
import type { Verifier } from '../verify/browser/client.ts';

/** What the page works with: the engine that paints, the package it paints from, the packages on the disk. */
export interface Kitchen {
  engine: Engine;
  /** What the engine opens; null if the address asked for something that may not be opened. */
  modelUrl: string | null;
  store: ModelStore;
  /** Makes packages of published checkpoints. */
  converter: Converter;
  /** Compares packages with what PyTorch computed. */
  verifier: Verifier;
}

export const KitchenContext = createContext<Kitchen | null>(null);

/** @throws Error outside of `<App>`. */
export function useKitchen(): Kitchen {
  const kitchen = useContext(KitchenContext);
  if (kitchen === null) throw new Error('Expected to be rendered inside <App>.');
  return kitchen;
}
