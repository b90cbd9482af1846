import { create } from 'zustand';

/** Chromium's event; no other browser lets a page offer its installation. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** The browser's offer to install the app; null where there is none. */
export const useInstall = create<{ offer: InstallPromptEvent | null }>()(() => ({ offer: null }));

/** Keeps the browser's offer for our own button. Call it early: the event comes once. */
export function watchForInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    // Chromium on Android would show a bar of its own over the page.
    event.preventDefault();
    useInstall.setState({ offer: event as InstallPromptEvent });
  });
  addEventListener('appinstalled', () => useInstall.setState({ offer: null }));
}

/** Asks the browser's question. An offer can be used once. */
export async function install(): Promise<void> {
  const { offer } = useInstall.getState();
  useInstall.setState({ offer: null });
  await offer?.prompt();
}

/** Whether the page runs as an installed app. */
export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone), (display-mode: window-controls-overlay)').matches ||
    // Safari's own word on iOS.
    ('standalone' in navigator && navigator.standalone === true)
  );
}
