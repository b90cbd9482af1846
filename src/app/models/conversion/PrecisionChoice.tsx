import { useEffect, useId, useRef, useState } from 'react';
import type {
  CheckpointOffer,
  CheckpointPlaces,
  CheckpointVersion,
  ConvertedPrecision,
  PictureCosts,
  PrecisionOffer,
} from '../../../exporter/browser/api.ts';
import { deviceMemoryGib } from '../../../protocol/device-memory.ts';
import type { OpenedModel } from '../../../protocol/engine.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { formatBytes, formatCount, formatDecimal, formatTimeLeft } from '../../i18n/format.ts';
import { useModel } from '../../state/model.ts';
import { useStageTimings } from '../../state/stage-timings.ts';
import { texts } from '../../i18n/texts.ts';
import styles from '../components/ModelCard.module.css';
import { closeCheckpoint, convert } from './conversions.ts';
import { cpuPictureMs } from './cpu-time.ts';
import { measuredRate, originOf } from './download-rates.ts';
import { downlinkOf, downloadTime, timeAtMs } from './download-time.ts';
import { advisedPrecision, neededBytes } from './precision-advice.ts';
import { hostOfPlaces } from './published.ts';
import choiceStyles from './PrecisionChoice.module.css';

/** What a checkpoint costs, before anything large of it is fetched. */
export function PrecisionChoice({ offer }: { offer: CheckpointOffer }) {
  const { converter, store } = usePageServices();
  const model = useModel();
  const device = model.kind === 'open' ? model.model.device : null;
  const advised = advisedPrecision(offer.precisions, { device, memoryGib: deviceMemoryGib() });
  const [chosen, setChosen] = useState<ConvertedPrecision>(advised);
  const [wantsImages, setWantsImages] = useState(true);
  const card = useRef<HTMLFieldSetElement>(null);
  const id = useId();
  useEffect(() => card.current?.focus(), []);
  const words = texts.conversion.offer;
  const { withImages, imagesFault, freeBytes } = offer;
  const version = wantsImages && withImages ? withImages : offer;
  const { places, names, precisions, parameters } = version;
  const { sourceBytes, peakBytes } = priceOf(version, chosen);
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
      {withImages && (
        <label className={choiceStyles.option} data-chosen={wantsImages}>
          <input
            type="checkbox"
            checked={wantsImages}
            onChange={(event) => setWantsImages(event.target.checked)}
          />
          <span className={choiceStyles.words}>
            <strong>{words.images}</strong>
            <span className={styles.line}>
              {imagesWords(priceOf(offer, chosen), priceOf(withImages, chosen), isFetched)}
            </span>
          </span>
        </label>
      )}
      {imagesFault && <p className={styles.line}>{words.noImages(imagesFault.message)}</p>}
      <p className={styles.good}>
        {isFetched
          ? words.download(formatBytes(sourceBytes), timeWords(sourceBytes, places))
          : words.reads(formatBytes(sourceBytes))}
      </p>
      <p className={isTooLarge ? styles.trouble : styles.line}>
        {freeBytes === null
          ? words.roomUnknown(formatBytes(peakBytes))
          : words.room(formatBytes(peakBytes), formatBytes(freeBytes))}
        {isTooLarge && ` ${words.tooLarge}`}
      </p>
      {model.kind === 'open' && device?.provider === 'wasm' && (
        <NoGpu costs={offer.costs} model={model.model} />
      )}
      <details className={styles.details}>
        <summary>{words.details}</summary>
        <div>
          <p>{words.from(names.prior, names.decoder)}</p>
          {names.compressor !== undefined && <p>{words.imagesFrom(names.compressor)}</p>}
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

const priceOf = ({ precisions }: CheckpointVersion, chosen: ConvertedPrecision) =>
  precisions.find(({ precision }) => precision === chosen)!;

/** What starting from pictures costs beside the model. */
function imagesWords(without: PrecisionOffer, withImages: PrecisionOffer, isFetched: boolean) {
  const { images, imagesFolder } = texts.conversion.offer.imagesCost;
  const kept = formatBytes(withImages.keptBytes - without.keptBytes);
  if (!isFetched) return imagesFolder(kept);
  return images(formatBytes(withImages.sourceBytes - without.sourceBytes), kept);
}

/** How long the download should take, in words. */
function timeWords(bytes: number, places: CheckpointPlaces): string {
  const words = texts.conversion.offer.time;
  const origin = originOf(places);
  const measured = origin === null ? null : measuredRate(origin);
  const time = downloadTime(bytes, { measured, downlink: downlinkOf(navigator) });
  const at = (megabits: number) => formatTimeLeft(timeAtMs(bytes, megabits));
  switch (time.from) {
    case 'measured':
      return words.measured(formatTimeLeft(time.ms), hostOfPlaces(places));
    case 'browser':
      return time.isAtMost
        ? words.atMost(formatTimeLeft(time.ms), at(100))
        : words.browser(formatTimeLeft(time.ms), formatDecimal(time.megabits, 1));
    case 'nothing':
      return words.table(at(100), at(20));
  }
}

/** What a picture will take where there is no GPU. */
function NoGpu({ costs, model }: { costs: PictureCosts | null; model: OpenedModel }) {
  const { records, rehearsal } = useStageTimings();
  const { manifest } = model;
  const ms =
    costs &&
    (cpuPictureMs(costs, manifest, records) ??
      cpuPictureMs(costs, manifest, rehearsal ? [rehearsal] : []));
  const words = texts.conversion.noGpu;
  return (
    <p className={styles.line}>
      {words.title}{' '}
      {costs && ms !== null
        ? words.expected(`${costs.width} × ${costs.height}`, formatTimeLeft(ms))
        : words.slow}
    </p>
  );
}
