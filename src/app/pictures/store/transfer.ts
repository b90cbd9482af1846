import { announce } from '../../state/announcer.ts';
import { useTransfer } from '../pictures-state.ts';

export { useTransfer };

/** Begins a transfer; the signal is aborted by its Cancel button. Null while another one runs. */
export function beginTransfer(way: 'out' | 'in', total: number): AbortSignal | null {
  if (useTransfer.getState().transfer.kind === 'running') return null;
  const abort = new AbortController();
  const cancel = () => abort.abort();
  useTransfer.setState({ transfer: { kind: 'running', way, done: 0, total, cancel } });
  return abort.signal;
}

export function noteTransfer(done: number, total: number): void {
  useTransfer.setState(({ transfer }) => ({
    transfer: transfer.kind === 'running' ? { ...transfer, done, total } : transfer,
  }));
}

export function endTransfer(text: string, details: string[] = [], failed = false): void {
  useTransfer.setState({ transfer: { kind: 'over', text, details, failed } });
  // A failure is an alert, which is read out by itself.
  if (!failed) announce(text);
}

export function dismissTransfer(): void {
  useTransfer.setState({ transfer: { kind: 'none' } });
}
