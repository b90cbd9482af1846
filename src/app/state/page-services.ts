import { createContext, useContext } from 'react';
import type { Converter } from '../../exporter/browser/client.ts';
import type { ModelStore } from '../../package/store/api.ts';
import type { Verifier } from '../../verify/browser/client.ts';

/** What the pages work with besides the engine, which is in `state/services.ts`. */
export interface PageServices {
  /** The packages on the disk. */
  store: ModelStore;
  /** Makes packages of published checkpoints. */
  converter: Converter;
  /** Compares packages with what PyTorch computed. */
  verifier: Verifier;
}

export const PageServicesContext = createContext<PageServices | null>(null);

/** @throws Error outside of `<App>`. */
export function usePageServices(): PageServices {
  const services = useContext(PageServicesContext);
  if (services === null) throw new Error('Expected to be rendered inside <App>.');
  return services;
}
