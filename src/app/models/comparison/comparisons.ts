import {
  ComparisonError,
  type Comparison,
  type ComparisonFault,
  type RecordedNetwork,
} from '../../../verify/browser/api.ts';
import type { Verifier } from '../../../verify/browser/client.ts';
import { announce } from '../../state/announcer.ts';
import { texts } from '../../i18n/texts.ts';
import { useComparisons } from '../models-state.ts';
import type { ComparisonState } from './comparison-slice.ts';

export { useComparisons };

let abort: AbortController | null = null;

/** Does nothing while another one runs. */
export async function compareWith(verifier: Verifier, key: string, file: File): Promise<void> {
  if (useComparisons.getState().running !== null) return;
  const own = new AbortController();
  abort = own;
  useComparisons.setState({ running: key });
  note(key, { kind: 'running', progress: null });
  try {
    const result = await verifier.compare({ key, file }, own.signal, (progress) => {
      if (!own.signal.aborted) note(key, { kind: 'running', progress });
    });
    note(key, { kind: 'done', result });
    announce(summaryOf(result));
  } catch (error) {
    if (own.signal.aborted) note(key, null);
    else note(key, { kind: 'fault', fault: toFault(error) });
  } finally {
    useComparisons.setState({ running: null });
  }
}

export function stopComparison(): void {
  abort?.abort();
}

/** In a sentence. */
export function summaryOf({ compared, differing, absent }: Comparison): string {
  const words = texts.comparison;
  if (differing.length > 0) return words.differs(namesOf(differing));
  const networks = (names: RecordedNetwork[]) => names.filter((name) => name !== 'pipeline').length;
  const picture = compared.includes('pipeline');
  return words.matches(networks(compared), networks([...compared, ...absent]), picture);
}

export const namesOf = (networks: readonly RecordedNetwork[]) =>
  networks.map((network) => texts.comparison.networks[network]).join(', ');

function note(key: string, state: ComparisonState | null): void {
  useComparisons.setState(({ states }) => {
    const others = Object.entries(states).filter(([each]) => each !== key);
    return { states: Object.fromEntries(state === null ? others : [...others, [key, state]]) };
  });
}

function toFault(error: unknown): ComparisonFault {
  if (error instanceof ComparisonError) return error.fault;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
