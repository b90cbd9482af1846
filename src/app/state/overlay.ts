import * as v from 'valibot';
import { useOverlay, type DrawingKind, type Overlay } from './page-state.ts';

export { useOverlay };

/** The state of that entry. The ids of a viewer are left out: there may be thousands of them. */
const EntrySchema = v.object({
  overlay: v.variant('kind', [
    v.object({ kind: v.literal('viewer'), id: v.string() }),
    v.object({ kind: v.literal('compare'), ids: v.tuple([v.string(), v.string()]) }),
    v.object({ kind: v.literal('mask') }),
    v.object({ kind: v.literal('extend') }),
    v.object({ kind: v.literal('sketch') }),
  ]),
});

/** What the viewer led through last. */
let lastIds: readonly string[] = [];
/** Settles when the browser has gone back from an overlay that was closed. */
let leaving: Promise<void> = Promise.resolve();

export function view(id: string, ids: readonly string[]): void {
  lastIds = ids;
  void open({ kind: 'viewer', ids, id });
}

export function compare(first: string, second: string): void {
  void open({ kind: 'compare', ids: [first, second] });
}

export function openDrawing(kind: DrawingKind): void {
  void open({ kind });
}

/** Settles when the history has no entry of the overlay any more: another page may be entered then. */
export function closeOverlay(): Promise<void> {
  if (useOverlay.getState().overlay.kind === 'none') return leaving;
  useOverlay.setState({ overlay: { kind: 'none' } });
  if (!v.is(EntrySchema, history.state)) return leaving;
  leaving = new Promise((resolve) => {
    addEventListener('popstate', () => resolve(), { once: true });
  });
  history.back();
  return leaving;
}

/**
 * Follows Back, Forward and, after a reload, what lay over the page.
 * @param ready settles when `allIds` is known
 * @param allIds of every picture, the newest first
 * @returns how to stop
 */
export function followHistory(ready: Promise<void>, allIds: () => string[]): () => void {
  const follow = () => useOverlay.setState({ overlay: fromHistory(allIds) });
  void ready.then(follow);
  addEventListener('popstate', follow);
  return () => removeEventListener('popstate', follow);
}

async function open(overlay: Exclude<Overlay, { kind: 'none' }>): Promise<void> {
  await leaving;
  const { kind } = overlay;
  const entry = { overlay: kind === 'viewer' ? { kind, id: overlay.id } : overlay };
  // Next and previous change the entry: Back leads out, however many pictures were looked at.
  if (useOverlay.getState().overlay.kind === 'none') history.pushState(entry, '');
  else history.replaceState(entry, '');
  useOverlay.setState({ overlay });
}

function fromHistory(allIds: () => string[]): Overlay {
  const entry = v.safeParse(EntrySchema, history.state);
  if (!entry.success) return { kind: 'none' };
  const { overlay } = entry.output;
  if (overlay.kind !== 'viewer') return overlay;
  const ids = lastIds.includes(overlay.id) ? lastIds : allIds();
  return { ...overlay, ids };
}
