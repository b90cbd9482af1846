import type { FormValues } from '../lib/settings/request.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import { formSlice } from './form-slice.ts';

/** What is asked for, and what is known about it while it is typed. */

/** How the form's prompts fit the text encoder. */
export interface PromptLength {
  /** Tokens of the longest of them; may be more than `limit`. */
  used: number;
  /** Most tokens that are read. */
  limit: number;
  /** What is not read of those that are too long, each once. */
  dropped: string[];
}

/** A picture without settings that was dropped or pasted: it may be meant as a start picture. */
export interface OfferedStart {
  file: File;
  /** What the file is called: `“house.jpg”`, or the words for a pasted picture. */
  what: string;
}

interface FormState {
  form: FormValues;
  /** What stood in the prompt before something else was put there with one press. */
  replaced: { prompt: string | null };
  /** Null until the first answer, and while there is no prompt. */
  tokens: { count: PromptLength | null };
  offeredStart: { offered: OfferedStart | null };
}

export const {
  form: useForm,
  replaced: useReplaced,
  tokens: useTokens,
  offeredStart: useOfferedStart,
} = createSlicedStore<FormState>({
  form: formSlice,
  replaced: () => ({ prompt: null }),
  tokens: () => ({ count: null }),
  offeredStart: () => ({ offered: null }),
});
