import { createContext, useContext } from 'react';
import type { Engine } from '../protocol/engine.ts';

/** What the page was started with: the engine that paints, and the package it paints from. */
export interface Kitchen {
  engine: Engine;
  modelUrl: string | null;
}

export const KitchenContext = createContext<Kitchen | null>(null);

/** @throws Error outside of `<App>`. */
export function useKitchen(): Kitchen {
  const kitchen = useContext(KitchenContext);
  if (kitchen === null) throw new Error('Expected to be rendered inside <App>.');
  return kitchen;
}
