/** The pages of the app. A page is the address's hash; a hash with `=` is a shared link, not a page. */
export const VIEWS = ['paint', 'pictures', 'models', 'device'] as const;
export type View = (typeof VIEWS)[number];

/** `#pictures` -> `pictures`; anything else, the empty hash included, is where one paints. */
export function viewOf(hash: string): View {
  const name = hash.replace(/^#/, '');
  return VIEWS.find((view) => view === name) ?? 'paint';
}
