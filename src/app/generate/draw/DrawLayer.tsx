import { lazy, Suspense } from 'react';
import { useOverlay } from '../../state/overlay.ts';

const loadMask = async () => (await import('./mask/MaskDialog.tsx')).MaskDialog;

const loadSketch = async () => (await import('./sketch/SketchDialog.tsx')).SketchDialog;

const MaskDialog = lazy(async () => ({ default: await loadMask() }));
const SketchDialog = lazy(async () => ({ default: await loadSketch() }));

/** What is drawn on, over every page; loaded when it is opened, or ahead of that. */
export function DrawLayer() {
  const kind = useOverlay(({ overlay }) => overlay.kind);
  return (
    <Suspense>
      {(kind === 'mask' || kind === 'extend') && <MaskDialog begin={kind} />}
      {kind === 'sketch' && <SketchDialog />}
    </Suspense>
  );
}

/** For a tab that stays open while the app is replaced on the server. */
export async function prepareDrawing(): Promise<void> {
  await Promise.all([loadMask(), loadSketch()]);
}
