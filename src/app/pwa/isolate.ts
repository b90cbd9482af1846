import { useReload } from './pwa-state.ts';

export { useReload };

const STORED_AS = 'wuerstchen.isolated-by-reload';

const TOUCHES = ['keydown', 'input', 'pointerdown', 'paste', 'drop'] as const;

/**
 * On hosts that send no headers of isolation the service worker adds them, but only to a page that it
 * serves: the first visit is loaded again as soon as the service worker is there. Once in a tab, and
 * only while nobody has touched the page; otherwise the next visit is isolated.
 */
export function isolateByReload(): void {
  if (crossOriginIsolated || navigator.serviceWorker.controller !== null) return;
  useReload.setState({ isAhead: true });
  for (const type of TOUCHES) addEventListener(type, stayAsItIs, { once: true, capture: true });
  navigator.serviceWorker.addEventListener(
    'controllerchange',
    () => {
      if (useReload.getState().isAhead && rememberOnce()) location.reload();
      else stayAsItIs();
    },
    { once: true },
  );
}

/** The page has been touched, or there will be no service worker. */
export function stayAsItIs(): void {
  useReload.setState({ isAhead: false });
}

/** False if this tab has been reloaded before, or cannot remember it. */
function rememberOnce(): boolean {
  try {
    if (sessionStorage.getItem(STORED_AS) !== null) return false;
    sessionStorage.setItem(STORED_AS, 'yes');
    return true;
  } catch {
    return false;
  }
}
