import type { Picture } from '../state/pictures.ts';
import type { RunState } from '../state/run.ts';
import { texts } from '../texts.ts';
import { shorten } from './format.ts';
import { currentStage } from './progress.ts';

/** `C 5/20 · a red house · Würstchen` while painting, `✓ a red house · Würstchen` afterwards. */
export function tabTitle(run: RunState, shown: Pick<Picture, 'request'> | null): string {
  const { name } = texts.app;
  switch (run.kind) {
    case 'running': {
      const stage = currentStage(run.stages);
      const subject = shorten(run.request.prompt, 32);
      if (stage === null) return `… ${subject} · ${name}`;
      const { done, total } = run.stages[stage]!;
      const label = texts.progress.short[stage];
      const count =
        stage === 'load'
          ? total > 0 && ` ${Math.floor((100 * done) / total)} %`
          : total > 1 && ` ${done}/${total}`;
      return `${label}${count || ''} · ${subject} · ${name}`;
    }
    case 'failed':
      return `✗ ${shorten(run.request.prompt, 32)} · ${name}`;
    case 'stopped':
      return name;
    case 'idle':
      return shown === null ? name : `✓ ${shorten(shown.request.prompt, 32)} · ${name}`;
  }
}
