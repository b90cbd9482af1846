import type { SettingProblem } from '../../share/settings.ts';
import { readLink } from '../../share/link.ts';
import type { SharedSettings } from '../../share/settings.ts';
import type { FormValues } from '../lib/settings/request.ts';
import { announce } from '../state/announcer.ts';
import { fillForm, useForm } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import { offerStart, withdrawOffer } from '../state/offered-start.ts';
import { closeOverlay } from '../state/overlay.ts';
import { rememberPrompt } from '../state/prompt.ts';
import { useQueue } from '../state/queue.ts';
import { showView } from '../state/view.ts';
import { texts } from '../i18n/texts.ts';
import { useNotice, type Refused, type Source } from './notice.ts';
import { readSettingsFile } from './read-file.ts';
import type { Reading } from './reading.ts';
import { filledFrom } from './words.ts';

/** Reads the address now and whenever its hash changes; returns how to stop. */
export function followLinks(): () => void {
  const follow = () => openLink(location.hash);
  follow();
  addEventListener('hashchange', follow);
  return () => removeEventListener('hashchange', follow);
}

/** Fills the form from a link, once: what is typed afterwards survives a reload and Back. */
export function openLink(hash: string): void {
  const link = readLink(hash);
  if (link === null) return;
  const { filled, seenLink } = useNotice.getState();
  const reading = { ...link, modelName: null };
  if (hash !== seenLink) {
    useNotice.setState({ seenLink: hash });
    take({ from: 'link' }, reading);
  } else if (filled?.source.from === 'link' && filled.reading === null) {
    useNotice.setState({ filled: { ...filled, reading } });
  }
}

/** Fills the form from the settings in a picture's file. The newest file counts. */
export async function takeFiles(files: readonly File[], from: 'file' | 'clipboard'): Promise<void> {
  const own = ++latest;
  const [file] = files;
  if (file === undefined) return;
  const source: Source = from === 'file' ? { from, name: file.name } : { from };
  if (files.length > 1) {
    refuse(source, 'many');
    return;
  }
  const answer = await readSettingsFile(file);
  if (own !== latest) return;
  if (answer.kind === 'read') take(source, answer.reading);
  else if (mayBeStart(file, answer.fault)) offer(file, source);
  else refuse(source, answer.fault);
}

/** Whether a file without settings is a picture that the open model can start from. */
function mayBeStart(file: File, fault: Refused['fault']): boolean {
  const model = useModel.getState();
  if (model.kind !== 'open' || model.model.manifest.imageEncoders === undefined) return false;
  return fault === 'no-settings' || (fault === 'not-png' && file.type.startsWith('image/'));
}

function offer(file: File, source: Source): void {
  const what = source.from === 'file' ? texts.drop.file(source.name) : texts.drop.pasted;
  offerStart({ file, what });
  void closeOverlay().then(() => showView('paint'));
  useNotice.setState({ refused: null });
  announce(texts.start.offered(what));
}

/** Fills the form from a pasted text that looks like settings. */
export async function readPasted(text: string): Promise<void> {
  const own = ++latest;
  const { readSettingsText } = await import('./read-text.ts');
  if (own !== latest) return;
  const reading = readSettingsText(text);
  if (reading === null) refuse({ from: 'text' }, 'no-settings');
  else take({ from: 'text' }, reading);
}

let latest = 0;

/** Undo: the form as it was before. Pressed once more, what was filled in, with later changes. */
export function swapForm(): void {
  const { filled } = useNotice.getState();
  if (filled === null) return;
  const { other, undone } = filled;
  useNotice.setState({ filled: { ...filled, other: useForm.getState(), undone: !undone } });
  useForm.setState(other, true);
  announce(undone ? texts.share.filledAgain : texts.share.undone);
}

/** The form as it was filled last; as long as it is the same object nobody has changed it. */
let asFilled: FormValues | null = null;

function take(source: Source, reading: Reading): void {
  if (!namesAnything(reading.settings)) {
    const fault = source.from === 'link' ? 'empty-link' : 'no-settings';
    refuse(source, fault, reading.problems, reading.program);
    return;
  }
  const { filled } = useNotice.getState();
  const form = useForm.getState();
  // Filled twice in a row: Undo still holds what a person typed.
  const other = filled !== null && form === asFilled ? filled.other : form;
  fillForm(reading.settings);
  withdrawOffer();
  asFilled = useForm.getState();
  void closeOverlay().then(() => showView('paint'));
  useNotice.setState({
    filled: { source, reading, other, undone: false },
    refused: null,
  });
  announce(`${filledFrom(source, reading.program)} ${texts.share.pressGenerate}`);
}

/**
 * Whoever presses Generate has seen what was filled in, or refused; what was typed before can still be had.
 * @returns how to stop
 */
export function dismissWhenGenerating(): () => void {
  return useQueue.subscribe(({ waiting }, before) => {
    const { filled, refused } = useNotice.getState();
    if (waiting.length <= before.waiting.length || waiting.at(-1)?.hold !== null) return;
    if (filled !== null && !filled.undone) rememberPrompt(filled.other.prompt);
    if (filled !== null || refused !== null) useNotice.setState({ filled: null, refused: null });
  });
}

function refuse(
  source: Source,
  fault: Refused['fault'],
  problems: SettingProblem[] = [],
  program?: string,
): void {
  const named = program !== undefined && { program };
  useNotice.setState({ refused: { source, fault, problems, ...named } });
}

/** A model alone is nothing to fill a form with. */
function namesAnything(settings: SharedSettings): boolean {
  return Object.keys(settings).some((key) => key !== 'model' && key !== 'from');
}
