import { useEffect, useId, useRef, useState } from 'react';
import type { CheckpointOffer, ConvertedPrecision } from '../../../exporter/browser/api.ts';
import { Button } from '../../components/Button.tsx';
import { useKitchen } from '../../kitchen.ts';
import { formatBytes, formatCount, formatTimeLeft } from '../../lib/format.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../texts.ts';
import styles from '../components/ModelCard.module.css';
import { closeCheckpoint, convert } from './conversions.ts';
import { advisedPrecision, neededBytes } from './precision-advice.ts';
import choiceStyles from './PrecisionChoice.module.css';

/** What a checkpoint costs, before anything large of it is fetched. */
export function PrecisionChoice({ offer }: { offer: CheckpointOffer }) {
  const { converter, store } = useKitchen();
  const model = useModel();
  const device = model.kind === 'open' ? model.model.device : null;
  const advised = advisedPrecision(offer.precisions, { device, memoryGib: memoryGib() });
  const [chosen, setChosen] = useState<ConvertedPrecision>(advised);
  const card = useRef<HTMLFieldSetElement>(null);
  const id = useId();
  useEffect(() => card.current?.focus(), []);
  const words = texts.conversion.offer;
  const { places, names, precisions, freeBytes, parameters } = offer;
  const { sourceBytes, peakBytes } = precisions.find(({ precision }) => precision === chosen)!;
  const isFetched = places.prior.kind === 'hub' || places.decoder.kind === 'hub';
  const isTooLarge = freeBytes !== null && peakBytes > freeBytes;
  return (
    <fieldset ref={card} className={choiceStyles.choice} tabIndex={-1}>
      <legend>{words.question}</legend>
      {precisions.map(({ precision, keptBytes, largestStageBytes }) => (
        <label key={precision} className={choiceStyles.option} data-chosen={precision === chosen}>
          <input
            type="radio"
            name={`${id}-precision`}
            checked={precision === chosen}
            onChange={() => setChosen(precision)}
          />
          <span className={choiceStyles.words}>
            <span className={styles.head}>
              <strong>{words.names[precision]}</strong>
              <small>{precision}</small>
              {precision === advised && <span className={styles.badge}>{words.advised}</span>}
            </span>
            <span className={styles.line}>
              {words.cost(formatBytes(keptBytes), formatBytes(neededBytes(largestStageBytes)))}
            </span>
            <span className={styles.line}>{words.notes[precision]}</span>
          </span>
        </label>
      ))}
      <p className={styles.good}>
        {isFetched
          ? words.download(
              formatBytes(sourceBytes),
              words.times(timeAt(sourceBytes, 100), timeAt(sourceBytes, 20)),
            )
          : words.reads(formatBytes(sourceBytes))}
      </p>
      <p className={isTooLarge ? styles.trouble : styles.line}>
        {freeBytes === null
          ? words.roomUnknown(formatBytes(peakBytes))
          : words.room(formatBytes(peakBytes), formatBytes(freeBytes))}
        {isTooLarge && ` ${words.tooLarge}`}
      </p>
      {device?.provider === 'wasm' && <p className={styles.line}>{texts.conversion.noGpu}</p>}
      <details className={styles.details}>
        <summary>{words.details}</summary>
        <div>
          <p>{words.from(names.prior, names.decoder)}</p>
          <p>{words.parameters(formatCount(parameters))}</p>
        </div>
      </details>
      <div className={styles.actions}>
        <Button
          look="primary"
          disabled={isTooLarge}
          onClick={() => void convert({ converter, store }, places, chosen)}
        >
          {isFetched ? words.start : words.startFolder}
        </Button>
        <Button onClick={closeCheckpoint}>{words.cancel}</Button>
      </div>
    </fieldset>
  );
}

const timeAt = (bytes: number, megabitsPerSecond: number) =>
  formatTimeLeft((bytes * 8) / ((megabitsPerSecond * 1e6) / 1000));

/** Chromium tells it, rounded; others do not. */
const memoryGib = () => (navigator as { deviceMemory?: number }).deviceMemory;
