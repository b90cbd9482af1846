import type { Picture } from '../state/pictures.ts';
import type { RunState } from '../state/run.ts';
import { texts } from '../texts.ts';
import { formatTimeLeft, shorten } from './format.ts';
import { currentStage } from './progress.ts';

/**
 * `C 5/20 · 12 s left · a red house · Würstchen` while painting, `✓ a red house · Würstchen` afterwards,
 * `34 % · Würstchen v2` while a model is converted and nothing is painted.
 * @param convertedShare 0 to 1; null where nothing is converted
 */
export function tabTitle(
  run: RunState,
  shown: Pick<Picture, 'request'> | null,
  nowMs: number,
  convertedShare: number | null = null,
): string {
  const { name } = texts.app;
  if (run.kind !== 'running' && convertedShare !== null) {
    return `${Math.floor(100 * convertedShare)} % · ${texts.conversion.title}`;
  }
  switch (run.kind) {
    case 'running': {
      const parts = [stagePart(run), shorten(run.request.prompt, 32), name];
      const leftMs = run.endAtMs === null ? 0 : run.endAtMs - nowMs;
      if (leftMs > 0) parts.splice(1, 0, texts.progress.leftShort(formatTimeLeft(leftMs)));
      return parts.join(' · ');
    }
    case 'failed':
      return `✗ ${shorten(run.request.prompt, 32)} · ${name}`;
    case 'stopped':
      return name;
    case 'idle':
      return shown === null ? name : `✓ ${shorten(shown.request.prompt, 32)} · ${name}`;
  }
}

/**
 * `C 5/20`, `Loading 25 %`, or `…` before anything is known. */
function stagePart({ stages }: Extract<RunState, { kind: 'running' }>): string {
  const stage = currentStage(stages);
  if (stage === null) return '…';
  const { done, total } = stages[stage]!;
  const label = texts.progress.short[stage];
  if (stage === 'load') return total > 0 ? `${label} ${Math.floor((100 * done) / total)} %` : label;
  return total > 1 ? `${label} ${done}/${total}` : label;
}
