import { composedSize } from '../../../protocol/engine.ts';
import { fillForm, setSeed, useForm } from '../../state/form.ts';
import { rememberPrompt } from '../../state/prompt.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import type { Order } from '../../lib/settings/start.ts';
import { erase, hide, restore } from './gallery.ts';
import { closeOverlay } from '../../state/overlay.ts';
import { showToast } from './toast.ts';

/** Deletes so that it can be taken back for a while. */
export async function remove(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await hide(ids);
  showToast({
    text: texts.gallery.deleted(ids.length),
    undo: () => void restore(ids),
    settle: () => void erase(ids),
  });
}

/** Fills the form with a picture's settings, of a larger one with the size it was composed at, and goes where one paints. */
export function reuse({ start, ...settings }: Order): void {
  const strength = start && { strength: start.strength };
  const { sha256 = null, feather = 0 } = start?.mask ?? {};
  const startMask = sha256 === null ? null : { sha256, feather };
  const size = composedSize(settings);
  changeForm(texts.viewer.reused, () =>
    fillForm({ ...settings, ...size, ...strength }, start?.sha256 ?? null, startMask),
  );
}

export function reuseSeed({ seed }: Order): void {
  changeForm(texts.viewer.seedReused, () => setSeed(seed));
}

/** What stood in the form before can be brought back. */
function changeForm(text: string, change: () => void): void {
  const before = useForm.getState();
  change();
  // The notice goes away by itself; what was typed stays to be had.
  rememberPrompt(before.prompt);
  void closeOverlay().then(() => showView('paint'));
  showToast({ text, undo: () => useForm.setState(before) });
}
