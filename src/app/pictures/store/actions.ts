import { fillFormLike, setSeed, useForm } from '../../state/form.ts';
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

/** Fills the form with a picture's settings, and goes where one paints. */
export function reuse(order: Order): void {
  changeForm(texts.viewer.reused, () => fillFormLike(order));
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
