import { useEffect, useState } from 'react';
import { validSides } from '../../../../diffusion/geometry.ts';
import { resolveSize } from '../../../lib/settings/sizes.ts';
import { useForm } from '../../../state/form.ts';
import { useModel } from '../../../state/model.ts';
import { openSheet, type MaskSheet } from './mask-sheet.ts';

interface OpenedSheet {
  sheet: MaskSheet;
  /** That the model can paint, in pixels, rising. */
  sides: readonly number[];
}

/** The start picture of the form, to be marked: null while it is read, `gone` where there is none. */
export function useMaskSheet(): OpenedSheet | 'gone' | null {
  const [opened, setOpened] = useState<OpenedSheet | 'gone' | null>(null);
  const geometry = useModel((model) =>
    model.kind === 'open' ? model.model.manifest.geometry : null,
  );
  useEffect(() => {
    if (geometry === null) return;
    let isWanted = true;
    const form = useForm.getState();
    const typed = resolveSize(form.width, form.height, geometry);
    const usual = { width: geometry.defaultWidth, height: geometry.defaultHeight };
    const opening = openSheet(form, typed.kind === 'valid' ? typed.size : usual);
    void opening
      .catch(() => null)
      .then((sheet) => {
        if (isWanted) setOpened(sheet === null ? 'gone' : { sheet, sides: validSides(geometry) });
      });
    return () => {
      isWanted = false;
    };
  }, [geometry]);
  return opened;
}
