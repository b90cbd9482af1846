import type { ProviderName, Stage } from '../../protocol/engine.ts';
import type { Language } from '../i18n/languages.ts';
import type { Order } from '../lib/settings/start.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import { viewOf, type View } from '../lib/views.ts';

/** What the page shows and says. */

export type Overlay =
  | { kind: 'none' }
  /** One picture large; `ids` are the pictures that next and previous lead through. */
  | { kind: 'viewer'; ids: readonly string[]; id: string }
  | { kind: 'compare'; ids: readonly [string, string] }
  | { kind: DrawingKind };

/** What is drawn: the part of the start picture that is painted anew, its edges, or the start picture itself. */
export type DrawingKind = 'mask' | 'extend' | 'sketch';

/** A picture with its pixels. */
export interface Picture {
  id: string;
  /** The PNG file, settings inside. */
  blob: Blob;
  /** Object URL of `blob`, good while the picture is shown. */
  url: string;
  request: Order;
  modelId: string;
  modelName: string;
  /** Null, like the times, for a picture that came as a bare PNG. */
  provider: ProviderName | null;
  timesMs: Record<Stage, number> | null;
  /** From the button to the picture, everything included. */
  totalMs: number | null;
  /** Milliseconds since 1970. */
  paintedAt: number;
}

interface Pictures {
  /** The picture in the frame. */
  shown: Picture | null;
  /**
   * The kept picture that a person chose to look at. It stays, whatever becomes ready meanwhile, until they let go of
   * it or ask for new pictures.
   */
  chosen: string | null;
  /** The kept picture that was asked for last and is being read; a painting or a newer wish overtakes it. */
  wanted: string | null;
}

interface PageState {
  view: { view: View };
  /** What lies over the page. It has an entry of its own in the browser's history, so that Back closes it. */
  overlay: { overlay: Overlay };
  pictures: Pictures;
  /**
   * What the polite live region says: stage changes and the end, never single steps. `count` rises
   * with every announcement, so that the same words are said again.
   */
  announcement: { text: string; count: number };
  /** What is shown, and what a person chose; null follows the browser. */
  language: { language: Language; choice: Language | null };
  /** Whether the browser has promised not to clear storage by itself; null until it answers. */
  persistence: { persisted: boolean | null };
}

export const {
  view: useView,
  overlay: useOverlay,
  pictures: usePictures,
  announcement: useAnnouncement,
  language: useLanguage,
  persistence: usePersistence,
} = createSlicedStore<PageState>({
  // Outside of a page there is no address.
  view: () => ({ view: viewOf(globalThis.location?.hash ?? '') }),
  overlay: () => ({ overlay: { kind: 'none' } }),
  pictures: () => ({ shown: null, chosen: null, wanted: null }),
  announcement: () => ({ text: '', count: 0 }),
  language: () => ({ language: 'en', choice: null }),
  persistence: () => ({ persisted: null }),
});
