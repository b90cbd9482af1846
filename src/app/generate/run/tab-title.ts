import type { Picture } from '../../state/shown-picture.ts';
import type { RunState } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { formatTimeLeft, shorten, titleOf } from '../../i18n/format.ts';
import { currentStage } from '../../lib/run/progress.ts';

type Running = Extract<RunState, { kind: 'running' }>;

/**
 * `62 % – 4 s left · a red house · Würstchen` while painting, `✓ a red house · Würstchen` afterwards,
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
      return [progressWords(run, nowMs), shorten(titleOf(run.request), 32), name].join(' · ');
    }
    case 'failed':
      return `✗ ${shorten(titleOf(run.request), 32)} · ${name}`;
    case 'stopped':
      return name;
    case 'idle':
      return shown === null ? name : `✓ ${shorten(titleOf(shown.request), 32)} · ${name}`;
  }
}

/** `62 % – 4 s left`, `62 %` while nobody knows how long it takes, `…` before anything is known. */
function progressWords(run: Running, nowMs: number): string {
  const { percent, left } = progressParts(run, nowMs);
  return percent === null ? '…' : texts.progress.short(percent, left);
}

/** 0 to 99 percent, null before anything is known; and `4 s left`, null while nobody knows how long it takes. */
export function progressParts(
  { stages, share, endAtMs }: Running,
  nowMs: number,
): { percent: number | null; left: string | null } {
  if (currentStage(stages) === null) return { percent: null, left: null };
  const leftMs = endAtMs === null ? 0 : endAtMs - nowMs;
  return {
    // The whole of it is done when the picture is there.
    percent: Math.min(99, Math.floor(100 * share)),
    left: leftMs > 0 ? texts.progress.leftShort(formatTimeLeft(leftMs)) : null,
  };
}
