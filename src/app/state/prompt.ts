import { useReplaced } from './form-state.ts';
import { setPrompt, useForm } from './form.ts';

export { useReplaced };

/**
 * Puts text into the prompt as if it were typed, so that the browser's own undo brings back what
 * stood there; for fingers without a Ctrl key there is `undoPrompt`.
 */
export function replacePrompt(text: string): void {
  const before = useForm.getState().prompt;
  if (text === before) return;
  write(text);
  useReplaced.setState({ prompt: before.trim() === '' ? null : before });
}

/** Offers a prompt that something else has replaced to be brought back. */
export function rememberPrompt(before: string): void {
  const isLost = before.trim() !== '' && before !== useForm.getState().prompt;
  if (isLost) useReplaced.setState({ prompt: before });
}

export function undoPrompt(): void {
  const { prompt } = useReplaced.getState();
  if (prompt !== null) write(prompt);
  useReplaced.setState({ prompt: null });
}

/** Typing goes on from what stands there now. */
export function typePrompt(text: string): void {
  setPrompt(text);
  useReplaced.setState({ prompt: null });
}

function write(text: string): void {
  const field = document.getElementById('prompt');
  if (field instanceof HTMLTextAreaElement) {
    const focused = document.activeElement;
    field.focus({ preventScroll: true });
    field.select();
    // Deprecated and without a successor: nothing else writes into the browser's undo history.
    document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
  setPrompt(text);
}
