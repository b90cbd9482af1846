import { useId, useRef } from 'react';
import { setStrength, useForm } from '../../state/form.ts';
import { texts } from '../../i18n/texts.ts';
import { formatDecimal } from '../../i18n/format.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { MaskTint, useKeptFile } from '../../pictures/public.ts';
import { DescribeButton } from '../describe/DescribeButton.tsx';
import { StartMaskRow } from '../draw/StartMaskRow.tsx';
import { OfferedStart } from './OfferedStart.tsx';
import { PictureChooser } from './PictureChooser.tsx';
import { removeStart, useStartNews } from './start.ts';
import { useCanStart, useKnowsWordsOnly } from './use-can-start.ts';
import styles from './StartField.module.css';

const STEP = 0.05;

/** The picture that the next ones start from, and how much of it they keep; without one the way to choose it. */
export function StartField() {
  const canStart = useCanStart();
  const knowsWordsOnly = useKnowsWordsOnly();
  const hash = useForm((form) => form.startPicture);
  const fault = useStartNews((state) => state.fault);
  const choose = useRef<HTMLButtonElement>(null);
  return (
    <div className={styles.field}>
      <OfferedStart />
      {hash !== null && (
        <ChosenStart
          hash={hash}
          ignored={knowsWordsOnly}
          onRemove={() => {
            removeStart();
            // Its own button is gone with the picture.
            requestAnimationFrame(() => choose.current?.focus());
          }}
        />
      )}
      {hash === null && canStart && <PictureChooser focusRef={choose} />}
      <div role="alert">
        {fault !== null && <p className={styles.fault}>{texts.start.faults[fault]}</p>}
      </div>
    </div>
  );
}

function ChosenStart({
  hash,
  ignored,
  onRemove,
}: {
  hash: string;
  ignored: boolean;
  onRemove: () => void;
}) {
  const strength = useForm((form) => form.strength);
  const mask = useForm((form) => form.startMask);
  const isFirstFrame = useStartNews((state) => state.isFirstFrame);
  const file = useKeptFile('start', hash);
  const id = useId();
  const shown = formatDecimal(strength, 2);
  const { label, alt, remove, gone, wordsOnly } = texts.start;
  return (
    <div className={styles.chosen} role="group" aria-label={label}>
      <div className={styles.thumbnail}>
        {file !== null && file !== 'missing' && <img src={file.url} alt={alt} />}
        {mask !== null && <MaskTint hash={mask.sha256} />}
      </div>
      <div className={styles.settings}>
        {file === 'missing' ? (
          <p className={styles.note}>{gone}</p>
        ) : ignored ? (
          <p className={styles.note}>{wordsOnly}</p>
        ) : (
          <>
            <div className={styles.strength}>
              <label htmlFor={id}>{texts.start.strength}</label>
              <span aria-hidden="true">{shown}</span>
              <input
                id={id}
                type="range"
                min={0}
                max={1}
                step={STEP}
                value={strength}
                aria-valuetext={shown}
                onChange={(event) => setStrength(event.target.valueAsNumber)}
              />
            </div>
            <p className={styles.ends}>
              <span>{texts.start.keep}</span>
              <span>{texts.start.follow}</span>
            </p>
            {strength === 0 && <p className={styles.note}>{texts.start.reconstructs}</p>}
            <StartMaskRow more={file !== null && <DescribeButton key={hash} file={file.blob} />} />
            {isFirstFrame && <p className={styles.note}>{texts.start.firstFrame}</p>}
          </>
        )}
      </div>
      <CloseButton small label={remove} onClick={onRemove} />
    </div>
  );
}
