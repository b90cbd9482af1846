import type { Samples } from '../samples/sample.ts';
import { sampleUrl, takeSample } from '../samples/samples.ts';
import { SketchButton } from '../draw/SketchButton.tsx';
import { useForm } from '../../state/form.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { PageLink } from '../../ui/PageLink.tsx';
import styles from './SampleFrame.module.css';
import { useGallery } from '../../pictures/public.ts';
import { PUBLISHED_SECTION } from '../../models/public.ts';

/** Before the first picture: what the built-in model paints, each of it to be painted with two presses. */
export function SampleFrame({ samples, onSurprise }: { samples: Samples; onSurprise: () => void }) {
  const form = useForm();
  // Whoever has painted before is about to see the newest picture.
  const isReading = useGallery(({ ready, problem }) => !ready && problem === null);
  const isWaiting = usePictures(({ wanted }) => wanted !== null) || isReading;
  return (
    <div className={styles.samples} data-waiting={isWaiting}>
      <div className={styles.head}>
        <p className={styles.title}>{texts.frame.emptyTitle}</p>
        <p className={styles.text}>{texts.samples.text}</p>
      </div>
      <div className={styles.grid} role="group" aria-label={texts.samples.label}>
        {samples.pictures.map((sample) => {
          const { prompt, seed, file } = sample;
          const isTaken = form.prompt === prompt && form.seed === seed;
          return (
            <button
              key={file}
              type="button"
              className={styles.sample}
              aria-current={isTaken}
              onClick={() => takeSample(samples, sample)}
            >
              <img
                className={styles.picture}
                src={sampleUrl(sample)}
                alt=""
                width={samples.side}
                height={samples.side}
                decoding="async"
              />
              <span className={styles.words} lang="en">
                {prompt}
              </span>
              {isTaken && (
                <span className={styles.taken}>
                  <CheckIcon />
                </span>
              )}
            </button>
          );
        })}
      </div>
      <div className={styles.foot}>
        <div className={styles.buttons}>
          <Button onClick={onSurprise}>{texts.frame.surprise}</Button>
          {form.startPicture === null && <SketchButton look="plain" />}
        </div>
        <p className={styles.subjects}>
          {texts.samples.subjects}{' '}
          <PageLink view="models" section={PUBLISHED_SECTION}>
            {texts.samples.another}
          </PageLink>
        </p>
      </div>
    </div>
  );
}
