import { announce } from '../../state/announcer.ts';
import { useToast, type Toast } from '../pictures-state.ts';

export { useToast };

const SHOWN_MS = 10_000;

let timer: ReturnType<typeof setTimeout> | undefined;

export function showToast(toast: Toast): void {
  dismissToast();
  useToast.setState({ toast });
  announce(toast.text);
  resumeToast();
}

export function undoToast(): void {
  const { toast } = useToast.getState();
  clearTimeout(timer);
  useToast.setState({ toast: null });
  toast?.undo();
}

/** It is too late, or no longer wanted. */
export function dismissToast(): void {
  const { toast } = useToast.getState();
  clearTimeout(timer);
  useToast.setState({ toast: null });
  toast?.settle?.();
}

/** Nobody is hurried who points at the button or has the focus on it. */
export function pauseToast(): void {
  clearTimeout(timer);
}

export function resumeToast(): void {
  clearTimeout(timer);
  timer = setTimeout(dismissToast, SHOWN_MS);
}
