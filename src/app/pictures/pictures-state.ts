import { createSlicedStore } from '../lib/sliced-store.ts';
import type { KeepProblem } from './lib/keep-problem.ts';
import type { PictureRecord } from './lib/record.ts';
import type { Filter } from './lib/search.ts';
import type { SortOrder } from './lib/sort.ts';

/** What the page knows of kept pictures. */

interface GalleryState {
  ready: boolean;
  /** Newest first, without deleted ones. */
  records: readonly PictureRecord[];
  /** Pictures that only this page's memory holds, because of `problem`. */
  unkept: ReadonlySet<string>;
  problem: KeepProblem | null;
}

interface SelectionState {
  /** The ids of the chosen pictures, in the order in which they were chosen. */
  ids: ReadonlySet<string>;
  /** A tap chooses instead of opening, for fingers, which have no Ctrl key. */
  tapping: boolean;
}

export interface Toast {
  text: string;
  undo: () => void;
  /** What happens once it is too late to undo. */
  settle?: () => void;
}

/** Pictures on their way out into a zip, or in from files. */
type Transfer =
  | { kind: 'none' }
  | { kind: 'running'; way: 'out' | 'in'; done: number; total: number; cancel: () => void }
  /** `details`: one line for every file that could not be read. */
  | { kind: 'over'; text: string; details: string[]; failed: boolean };

interface PicturesState {
  gallery: GalleryState;
  /** What the page of pictures shows of them, and in which order. */
  filter: Filter & { order: SortOrder };
  selection: SelectionState;
  transfer: { transfer: Transfer };
  /** The last thing that can be taken back. */
  toast: { toast: Toast | null };
}

export const {
  gallery: useGallery,
  filter: useFilter,
  selection: useSelection,
  transfer: useTransfer,
  toast: useToast,
} = createSlicedStore<PicturesState>({
  gallery: () => ({ ready: false, records: [], unkept: new Set(), problem: null }),
  filter: () => ({ query: '', favouritesOnly: false, order: 'newest' }),
  selection: () => ({ ids: new Set(), tapping: false }),
  transfer: () => ({ transfer: { kind: 'none' } }),
  toast: () => ({ toast: null }),
});
