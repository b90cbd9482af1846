import type { Failure } from '../../../protocol/engine.ts';
import { remedyFor, wordsFor, type Circumstances, type Remedy } from '../../lib/run/failure.ts';
import { smallerSize } from '../../lib/settings/smaller-size.ts';
import { useChosen } from '../../state/chosen.ts';
import { isBuiltinModel } from '../../lib/scope.ts';
import { useOnline } from '../../ui/use-online.ts';
import { useAttempts } from '../run/attempts.ts';
import { useModel } from '../../state/model.ts';
import { remedy } from '../run/remedy.ts';
import { useRun } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import styles from './ErrorCard.module.css';

/** What went wrong, in plain words, and the one thing to do about it. */
export function ErrorCard({ failure }: { failure: Failure }) {
  const circumstances = useCircumstances();
  const words = wordsFor(failure.code, circumstances);
  const { codes, offline, foreignModel, noModel } = texts.failure;
  const { title, text } = { ...codes, offline, foreignModel, noModel }[words];
  const offer = remedyFor(failure.code, circumstances);
  const technical = technicalText(failure);
  return (
    <div className={styles.card} role="alert">
      <div className={styles.words}>
        <h2 className={styles.heading}>{title}</h2>
        <p>{text}</p>
      </div>
      <div className={styles.actions}>
        <Button onClick={() => void remedy(offer)}>{label(offer)}</Button>
      </div>
      <details className={styles.detail}>
        <summary>{texts.failure.detail}</summary>
        <pre>{technical}</pre>
        <CopyButton text={technical} label={texts.failure.copy} />
      </details>
    </div>
  );
}

function useCircumstances(): Circumstances {
  const modelUrl = useChosen(({ url }) => url);
  const model = useModel();
  const run = useRun();
  const times = useAttempts((attempts) => attempts.times);
  const online = useOnline();
  const open = model.kind === 'open' ? model.model : null;
  return {
    times,
    smaller:
      open !== null && run.kind === 'failed'
        ? smallerSize(run.request, open.manifest.geometry)
        : null,
    hasFallback: open !== null && open.device.fallback !== null,
    model: modelUrl === null ? 'foreign' : isBuiltinModel(modelUrl) ? 'builtin' : 'other',
    // Only what a server has can be missing there altogether.
    found: open !== null || isBuiltinModel(modelUrl) || modelUrl?.startsWith('http') !== true,
    online,
  };
}

function label(offer: Remedy): string {
  const { actions } = texts.failure;
  return offer.kind === 'smaller'
    ? actions.smaller(offer.size.width, offer.size.height)
    : actions[offer.kind];
}

/**
 * What the engine said, for a report: it names files and numbers, never the prompt. Its hint stays out: that is for the
 * command line, and the card has said already what helps.
 */
function technicalText({ code, message, detail }: Failure): string {
  return [`${code}: ${message}`, detail ?? ''].filter((line) => line !== '').join('\n');
}
