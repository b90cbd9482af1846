import { useInstall, type InstallPromptEvent } from './pwa-state.ts';

export { useInstall };

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
