import { StoreError, type StoreFault, type StoreState } from '../../package/store/api.ts';
import { useModels, type Job, type Outcome } from './models-state.ts';

export function isListed(key: string): boolean {
  const { state } = useModels.getState();
  return state !== null && isIn(state, key);
}

export const isIn = ({ packages }: StoreState, key: string) =>
  packages.some((each) => each.key === key);

/** On the package's card, or where it was offered if it never came to have one. */
export function complain(key: string, fault: StoreFault): void {
  if (isListed(key)) {
    note(key, { kind: 'fault', fault });
    return;
  }
  const { looking } = useModels.getState();
  const at = looking.kind === 'starting' && looking.offer.key === key ? looking.at : null;
  useModels.setState({ looking: { kind: 'fault', fault, at } });
}

export function setJob(key: string, job: Job | null): void {
  useModels.setState(({ jobs }) => {
    const others = Object.fromEntries(Object.entries(jobs).filter(([each]) => each !== key));
    return { jobs: job === null ? others : { ...others, [key]: job } };
  });
}

/** What was found out about a package no longer holds. */
export function forgetOutcome(key: string): void {
  note(key, null);
}

export function note(key: string, outcome: Outcome | null): void {
  useModels.setState(({ outcomes }) => {
    const others = Object.fromEntries(Object.entries(outcomes).filter(([each]) => each !== key));
    return { outcomes: outcome === null ? others : { ...others, [key]: outcome } };
  });
}

export function nameOf(key: string): string {
  const packages = useModels.getState().state?.packages ?? [];
  return packages.find((each) => each.key === key)?.manifest.name ?? key;
}

export function toFault(error: unknown): StoreFault {
  if (error instanceof StoreError) return error.fault;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', path: '', message };
}
