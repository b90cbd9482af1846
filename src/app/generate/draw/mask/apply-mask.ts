import { setSize, setStartMask, setStartPicture } from '../../../state/form.ts';
import { keepStart } from '../../../pictures/public.ts';
import { NO_NEWS, useStartNews } from '../../generate-state.ts';
import { bitmapFile } from '../sheet/canvas.ts';
import { extended, extendedMask } from '../extend/extend.ts';
import { frameOf, isExtended } from '../extend/margins.ts';
import { maskFile, renameSheet, type MaskSheet } from './mask-sheet.ts';

/** Puts what was marked into the form; a picture that was extended becomes a start picture of its own. */
export async function applyMask(sheet: MaskSheet, feather: number): Promise<void> {
  const { bitmap, drawing, fileSize, margins } = sheet;
  if (!isExtended(margins)) {
    const isMarked = drawing.share() > 0;
    const sha256 = isMarked ? await keepStart(await maskFile(drawing.surface, fileSize)) : null;
    setStartMask(sha256 === null ? null : { sha256, feather });
    renameSheet(sheet, sha256);
    return;
  }
  const frame = frameOf(bitmap, margins);
  const [picture, mask] = await Promise.all([
    bitmapFile(extended(bitmap, margins)).then(keepStart),
    maskFile(extendedMask(drawing.surface, margins), frame).then(keepStart),
  ]);
  if (picture === null || mask === null) return;
  setStartPicture(picture);
  useStartNews.setState(NO_NEWS);
  setStartMask({ sha256: mask, feather });
  setSize(frame);
}
