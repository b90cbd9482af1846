import { sizeLike, type Size } from '../../lib/settings/sizes.ts';
import { setSize, setStartPicture, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { closeOverlay } from '../../state/overlay.ts';
import { replacePrompt } from '../../state/prompt.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { showView } from '../../state/view.ts';
import { announce } from '../../state/announcer.ts';
import { texts } from '../../i18n/texts.ts';
import { keepStart } from '../../pictures/public.ts';
import { NO_NEWS, useStartNews } from '../generate-state.ts';

export { useStartNews };

/** Starts from a file that was chosen, dropped or pasted. The newest one counts. */
export async function startFromFiles(files: readonly Blob[]): Promise<void> {
  const own = ++latest;
  const [file] = files;
  if (file === undefined) return;
  useStartNews.setState({ fault: null });
  const reading =
    files.length > 1
      ? ({ kind: 'fault', fault: 'many' } as const)
      : await (await import('./pixels.ts')).readStartFile(file);
  if (own !== latest) return;
  if (reading.kind === 'fault') {
    useStartNews.setState({ fault: reading.fault });
    return;
  }
  const hash = await keepStart(reading.file);
  if (own !== latest) return;
  if (hash === null) {
    useStartNews.setState({ fault: 'unreadable' });
    return;
  }
  setStartPicture(hash);
  useStartNews.setState({ isFirstFrame: reading.isAnimated });
  takeShape(reading);
  const { chosen, firstFrame } = texts.start;
  announce(reading.isAnimated ? `${chosen} ${firstFrame}` : chosen);
}

/** Starts from a picture that was painted here. A form without words takes those of the picture. */
export async function startFromPicture({ blob, request }: Picture): Promise<void> {
  const { prompt } = useForm.getState();
  void closeOverlay().then(() => showView('paint'));
  if (prompt.trim() === '') replacePrompt(request.prompt);
  await startFromFiles([blob]);
}

export function removeStart(): void {
  latest++;
  setStartPicture(null);
  useStartNews.setState(NO_NEWS);
  announce(texts.start.removed);
}

let latest = 0;

/** What is painted from a picture has its shape, unless it is changed afterwards. */
function takeShape(picture: Size): void {
  const model = useModel.getState();
  if (model.kind === 'open') setSize(sizeLike(picture, model.model.manifest.geometry));
}
