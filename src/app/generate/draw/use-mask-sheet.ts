import { useEffect, useState } from 'react';
import { resolveSize } from '../../lib/settings/sizes.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { openSheet, type MaskSheet } from './mask-sheet.ts';

/** The start picture of the form, to be marked: null while it is read, `gone` where there is none. */
export function useMaskSheet(): MaskSheet | 'gone' | null {
  const [sheet, setSheet] = useState<MaskSheet | 'gone' | null>(null);
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
      .then((read) => {
        if (isWanted) setSheet(read ?? 'gone');
      });
    return () => {
      isWanted = false;
    };
  }, [geometry]);
  return sheet;
}
