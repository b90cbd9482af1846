import { Client } from '../../rpc/client.ts';
import {
  ComparisonError,
  type Comparison,
  type ComparisonFault,
  type ComparisonOrder,
  type ComparisonService,
  type VerifyProgress,
} from './api.ts';

/** Compares installed packages with records. */
export interface Verifier {
  /**
   * Comparisons can run side by side, but slow each other down. Aborting ends one at once.
   * @throws ComparisonError; the signal's reason when aborted
   */
  compare(
    order: Omit<ComparisonOrder, 'provider'>,
    signal: AbortSignal,
    onProgress: (progress: VerifyProgress) => void,
  ): Promise<Comparison>;
}

/**
 * Each comparison has a worker of its own, which ends with it: it frees what the networks took, and a run on the
 * CPU, which hears nothing, can be stopped.
 * @param spawn starts `worker.ts` as a module worker
 * @param provider what the page's address asks for; null leaves the choice
 */
export function createVerifier(
  spawn: () => Worker,
  provider: ComparisonOrder['provider'],
): Verifier {
  return {
    async compare(order, signal, onProgress) {
      const client = new Client<ComparisonService, ComparisonFault>({
        spawn,
        toError: (fault) => new ComparisonError(fault),
        crashed: (message) => new ComparisonError({ code: 'internal', message }),
      });
      const end = () => client.close();
      signal.addEventListener('abort', end, { once: true });
      try {
        return await client.call('compare', { ...order, provider }, { signal, onProgress });
      } finally {
        signal.removeEventListener('abort', end);
        client.close();
      }
    },
  };
}
