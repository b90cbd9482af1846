import { openDrawing } from '../../state/overlay.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { startFromPicture } from '../start/start.ts';

/** Makes a painted picture the start picture, and opens it to be marked. */
export async function editPart(picture: Picture): Promise<void> {
  await startFromPicture(picture);
  openDrawing('mask');
}
