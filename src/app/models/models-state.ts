import { create } from 'zustand';
import {
  StoreError,
  type Offer,
  type StoreFault,
  type StoreProgress,
  type StoreState,
  type Trouble,
  type Where,
} from '../../package/store/api.ts';

/** What the page knows of the models on this device and of those that could be. */

/** Something that is being done to a package. */
export interface Job {
  kind: 'install' | 'verify';
  progress: StoreProgress | null;
  /** The last passing trouble, until something comes again. */
  trouble: Trouble | null;
  /** Another tab does it. */
  elsewhere: boolean;
}

/** What came of the last thing that was done to a package. */
type Outcome = { kind: 'fault'; fault: StoreFault } | { kind: 'intact' | 'damaged' };

/** Where on the page a source was asked for: an entry of the catalogue, by its address; null is the form. */
export type Place = string | null;

type Looking =
  | { kind: 'none' }
  | { kind: 'asking'; where: Where; at: Place }
  | { kind: 'offer'; offer: Offer; where: Where; at: Place }
  /** Agreed to, and not in the store yet. */
  | { kind: 'starting'; offer: Offer; at: Place }
  /** `asked`: the address that was asked, where one was. */
  | { kind: 'fault'; fault: StoreFault; at: Place; asked?: string };

interface Models {
  /** Null until the store has been asked. */
  state: StoreState | null;
  jobs: Record<string, Job>;
  outcomes: Record<string, Outcome>;
  looking: Looking;
}

export const useModels = create<Models>()(() => ({
  state: null,
  jobs: {},
  outcomes: {},
  looking: { kind: 'none' },
}));

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
