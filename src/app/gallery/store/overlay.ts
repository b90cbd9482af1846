import { create } from 'zustand';

type Overlay =
  | { kind: 'none' }
  /** One picture large; `ids` are the pictures that next and previous lead through. */
  | { kind: 'viewer'; ids: readonly string[]; id: string }
  | { kind: 'compare'; ids: readonly [string, string] };

/** What lies over the page. */
export const useOverlay = create<{ overlay: Overlay }>()(() => ({ overlay: { kind: 'none' } }));

export function view(id: string, ids: readonly string[]): void {
  useOverlay.setState({ overlay: { kind: 'viewer', ids, id } });
}

export function compare(first: string, second: string): void {
  useOverlay.setState({ overlay: { kind: 'compare', ids: [first, second] } });
}

export function closeOverlay(): void {
  useOverlay.setState({ overlay: { kind: 'none' } });
}
