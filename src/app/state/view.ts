import { create } from 'zustand';

/** The pages of the app. A page is the address's hash; a hash with `=` is a shared link, not a page. */
export const VIEWS = ['paint', 'pictures', 'models', 'device'] as const;
export type View = (typeof VIEWS)[number];

/** `#pictures` -> `pictures`; anything else, the empty hash included, is where one paints. */
function viewOf(hash: string): View {
  const name = hash.replace(/^#/, '');
  return VIEWS.find((view) => view === name) ?? 'paint';
}

export const useView = create<{ view: View }>()(() => ({ view: viewOf(location.hash) }));

/** Goes to a page so that the browser's Back returns from it. */
export function showView(view: View): void {
  if (view === useView.getState().view) return;
  history.pushState(null, '', view === 'paint' ? location.pathname + location.search : `#${view}`);
  useView.setState({ view });
}

/** Follows Back, Forward and typed hashes; returns how to stop. */
export function followAddress(): () => void {
  const follow = () => useView.setState({ view: viewOf(location.hash) });
  addEventListener('popstate', follow);
  return () => removeEventListener('popstate', follow);
}
