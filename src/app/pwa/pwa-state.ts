import { createSlicedStore } from '../lib/sliced-store.ts';

/** Chromium's event; no other browser lets a page offer its installation. */
export interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/**
 * `ready`: a new version waits for the page to be loaded again. `agreed`: it shall be, as soon as no
 * picture is being painted or waits.
 */
interface UpdateState {
  kind: 'none' | 'ready' | 'agreed';
}

/** What the page knows of itself as an app. */
interface PwaState {
  /** The browser's offer to install the app; null where there is none. */
  install: { offer: InstallPromptEvent | null };
  /** Whether the page will be loaded again before anybody uses it: what it loads until then is lost. */
  reload: { isAhead: boolean };
  /** Whether app and model are on this device, so that painting needs no network. */
  kept: { kept: boolean };
  update: UpdateState;
}

export const {
  install: useInstall,
  reload: useReload,
  kept: useKept,
  update: useUpdate,
} = createSlicedStore<PwaState>({
  install: () => ({ offer: null }),
  reload: () => ({ isAhead: false }),
  kept: () => ({ kept: false }),
  update: () => ({ kind: 'none' }),
});
