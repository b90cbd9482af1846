import type { FailureCode } from '../../../protocol/engine.ts';
import { useModel } from '../../state/model.ts';
import { useRun } from '../../state/run.ts';
import { useAttempts } from '../generate-state.ts';

export { useAttempts };

/** @returns how to stop */
export function countAttempts(): () => void {
  const stops = [
    useRun.subscribe((run, before) => {
      if (run.kind === 'failed' && run !== before) note(run.failure.code);
      // A picture that was finished, not one that was given up.
      if (run.kind === 'idle' && before.kind === 'running') useAttempts.setState({ code: null });
    }),
    useModel.subscribe((model, before) => {
      if (model.kind === 'failed' && model !== before) note(model.failure.code);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function note(code: FailureCode): void {
  useAttempts.setState((state) => ({ code, times: state.code === code ? state.times + 1 : 1 }));
}
