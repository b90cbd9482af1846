import { viewOf, type View } from '../lib/views.ts';
import { useView } from './page-state.ts';

export { VIEWS, type View } from '../lib/views.ts';
export { useView };

/**
 * Goes to a page so that the browser's Back returns from it.
 * @param section id of what is to be in view there
 */
export function showView(view: View, section?: string): void {
  if (view !== useView.getState().view) {
    const path = view === 'paint' ? location.pathname + location.search : `#${view}`;
    history.pushState(null, '', path);
    useView.setState({ view });
  }
  if (section !== undefined) bringIntoView(section);
}

const TRIES = 40;
const BETWEEN_MS = 50;

/** The page may have to be fetched first. */
function bringIntoView(id: string, left = TRIES): void {
  const element = document.getElementById(id);
  if (element) element.scrollIntoView({ block: 'start' });
  else if (left > 0) setTimeout(() => bringIntoView(id, left - 1), BETWEEN_MS);
}

/** Follows Back, Forward and typed hashes; returns how to stop. */
export function followAddress(): () => void {
  const follow = () => useView.setState({ view: viewOf(location.hash) });
  addEventListener('popstate', follow);
  return () => removeEventListener('popstate', follow);
}
