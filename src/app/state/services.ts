import type { Engine } from '../../protocol/engine.ts';
import { useChosen } from './painting-state.ts';

/** What the app's state works with, set when the app starts and read where it is needed. */

let engine: Engine | null = null;

/** To be called before the first rendering. */
export function setEngine(own: Engine): void {
  engine = own;
}

/** @throws Error before `setEngine` */
export function theEngine(): Engine {
  if (engine === null) throw new Error('Expected setEngine to have been called before.');
  return engine;
}

/** What the engine opens; null if the address asked for something that may not be opened. */
export function theModelUrl(): string | null {
  return useChosen.getState().url;
}
