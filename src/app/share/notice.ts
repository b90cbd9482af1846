import * as v from 'valibot';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { SettingProblem } from '../../share/settings.ts';
import type { FormValues } from '../lib/settings/request.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import { readStoredForm } from '../state/form.ts';
import type { FileFault, Reading } from './reading.ts';

/** Where settings came from. */
export type Source =
  { from: 'link' } | { from: 'file'; name: string } | { from: 'clipboard' } | { from: 'text' };

export interface Filled {
  source: Source;
  /** Null after a reload, except for a link, which still stands in the address. */
  reading: Reading | null;
  /** What the form held before; once that is back, what was filled in. */
  other: FormValues;
  undone: boolean;
}

export interface Refused {
  source: Source;
  fault: FileFault | 'empty-link';
  problems: SettingProblem[];
  /** The program whose settings could not be read. */
  program?: string;
}

interface NoticeState {
  /** Kept until it is painted or dismissed, because its Undo holds what somebody typed. */
  filled: Filled | null;
  refused: Refused | null;
  /** The link that was read last in this tab: a reload must not fill the form once more. */
  seenLink: string;
}

const StoredState = v.object({
  seenLink: v.fallback(v.string(), ''),
  filled: v.fallback(
    v.nullable(
      v.object({
        source: v.variant('from', [
          v.object({ from: v.literal('link') }),
          v.object({ from: v.literal('file'), name: v.string() }),
          v.object({ from: v.literal('clipboard') }),
          v.object({ from: v.literal('text') }),
        ]),
        other: v.pipe(v.unknown(), v.transform(readStoredForm)),
        undone: v.boolean(),
      }),
    ),
    null,
  ),
});

/** What this tab says about settings that came from elsewhere. Undo outlives a reload. */
export const { notice: useNotice } = createSlicedStore<{ notice: NoticeState }>({
  notice: persist((): NoticeState => ({ filled: null, refused: null, seenLink: '' }), {
    name: 'wuerstchen.share',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ filled, seenLink }) => ({
      seenLink,
      filled: filled && { ...filled, reading: null },
    }),
    merge: (stored, initial) => {
      const parsed = v.safeParse(StoredState, stored);
      if (!parsed.success) return initial;
      const { seenLink, filled } = parsed.output;
      return { ...initial, seenLink, filled: filled && { ...filled, reading: null } };
    },
  }),
});

/** The newer of the two goes first: a refusal leaves the Undo of what was filled before. */
export function dismissNotice(): void {
  useNotice.setState(({ refused }) => (refused === null ? { filled: null } : { refused: null }));
}
