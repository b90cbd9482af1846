import { lazy, Suspense } from 'react';
import { useOverlay } from '../../state/overlay.ts';

const loadMask = async () => (await import('./MaskDialog.tsx')).MaskDialog;

const MaskDialog = lazy(async () => ({ default: await loadMask() }));

/** What is drawn on, over every page; loaded when it is opened, or ahead of that. */
export function DrawLayer() {
  const kind = useOverlay(({ overlay }) => overlay.kind);
  return (
    <Suspense>{(kind === 'mask' || kind === 'extend') && <MaskDialog begin={kind} />}</Suspense>
  );
}

/** For a tab that stays open while the app is replaced on the server. */
export async function prepareDrawing(): Promise<void> {
  await loadMask();
}
