import { useEffect, useState } from 'react';
import { resolveSize } from '../../../lib/settings/sizes.ts';
import { useForm } from '../../../state/form.ts';
import { useModel } from '../../../state/model.ts';
import { openSketch } from './sketch-sheet.ts';
import type { SketchDrawing } from './sketch-drawing.ts';

/** What is drawn on: null while it is read, `gone` where there is nothing to draw on. */
export function useSketch(): SketchDrawing | 'gone' | null {
  const [opened, setOpened] = useState<SketchDrawing | 'gone' | null>(null);
  const geometry = useModel((model) =>
    model.kind === 'open' ? model.model.manifest.geometry : null,
  );
  useEffect(() => {
    if (geometry === null) return;
    let isWanted = true;
    const { startPicture, width, height } = useForm.getState();
    const typed = resolveSize(width, height, geometry);
    const usual = { width: geometry.defaultWidth, height: geometry.defaultHeight };
    void openSketch(startPicture, typed.kind === 'valid' ? typed.size : usual)
      .catch(() => null)
      .then((drawing) => {
        if (isWanted) setOpened(drawing ?? 'gone');
      });
    return () => {
      isWanted = false;
    };
  }, [geometry]);
  return opened;
}
