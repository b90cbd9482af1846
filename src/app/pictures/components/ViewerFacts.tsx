import { Facts } from '../../ui/Facts.tsx';
import { StageTimes } from '../../ui/StageTimes.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { useKeptFile } from '../hooks/use-kept-file.ts';
import { texts } from '../../i18n/texts.ts';
import { formatMoment } from '../lib/dates.ts';
import type { PictureRecord } from '../lib/record.ts';
import { settingsList } from '../lib/settings-list.ts';
import { MaskTint } from './MaskTint.tsx';
import styles from './ViewerFacts.module.css';

/** Digits of the weights' checksum that tell versions of a model apart. */
const VERSION_DIGITS = 12;

/** Everything that is known of a picture. */
export function ViewerFacts({ record }: { record: PictureRecord }) {
  const { provider, totalMs, timesMs, paintedAt, model } = record;
  const { start } = record.request;
  const { unknown, providers, painted, total } = texts.receipt;
  const withStart = (fact: string) => (
    <>
      {fact}
      {typeof start?.sha256 === 'string' && (
        <StartPicture hash={start.sha256} mask={start.mask?.sha256 ?? null} />
      )}
    </>
  );
  const facts = [
    ...settingsList(record)
      // Words are what pictures are painted from unless something else is said.
      .filter(({ term }) => start !== undefined || term !== texts.start.from)
      .map(({ term, fact }) => [term, fact === '' ? texts.viewer.nothing : fact] as const)
      .map(([term, fact]) => [term, term === texts.start.from ? withStart(fact) : fact] as const),
    ...(model.sha256 === null
      ? []
      : [[texts.receipt.version, model.sha256.slice(0, VERSION_DIGITS)] as const]),
    [painted, formatMoment(paintedAt)],
    [texts.receipt.provider, provider === null ? unknown : providers[provider]],
    [total, totalMs === null ? unknown : formatDuration(totalMs)],
  ] as const;
  return (
    <div className={styles.facts}>
      <Facts facts={facts} />
      {timesMs !== null && <StageTimes timesMs={timesMs} />}
    </div>
  );
}

/** The picture that this one was painted from, small; what is missing leaves no gap. */
function StartPicture({ hash, mask }: { hash: string; mask: string | null }) {
  const file = useKeptFile('start', hash);
  if (file === null || file === 'missing') return null;
  return (
    <span className={styles.start}>
      <img src={file.url} alt={texts.start.alt} />
      {mask !== null && <MaskTint hash={mask} />}
    </span>
  );
}
