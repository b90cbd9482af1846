import { useEffect, useRef, useState } from 'react';
import type { Manifest } from '../../../package/manifest.ts';
import { impossibleSide, sideRule, type ResolvedSize } from '../../lib/settings/sizes.ts';
import { setHeight, setSize, setWidth, useForm } from '../../state/form.ts';
import { useProblem } from '../run/generate.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ExactSize.module.css';
import fieldStyles from '../../ui/fields.module.css';
import { SideInput } from './SideInput.tsx';

/** The last press of Generate that was answered with the focus: coming back to the page is none. */
let answeredAttempt = 0;

/** Width and height by hand; where the model cannot paint them, the nearest sizes to pick from. */
export function ExactSize({
  geometry,
  resolved,
}: {
  geometry: Manifest['geometry'];
  resolved: ResolvedSize;
}) {
  const width = useForm((form) => form.width) || String(geometry.defaultWidth);
  const height = useForm((form) => form.height) || String(geometry.defaultHeight);
  const { problem, attempt } = useProblem();
  // Half a number is no mistake yet: nothing is said before typing is over, or Generate pressed.
  const [typing, setTyping] = useState(false);
  const atFault = impossibleSide(width, height, geometry);
  const block = useRef<HTMLDivElement>(null);
  const isRefused = problem === 'size';
  useEffect(() => {
    if (!isRefused || atFault === null || attempt === answeredAttempt) return;
    answeredAttempt = attempt;
    // The settings that it stands in may have to open first.
    queueMicrotask(() => {
      document.getElementById(atFault)?.focus({ preventScroll: true });
      // With what is said and offered below the fields.
      block.current?.scrollIntoView({ block: 'nearest' });
    });
  }, [isRefused, atFault, attempt]);
  const shown = resolved.kind === 'impossible' && (isRefused || !typing) ? resolved : null;
  const rule = sideRule(geometry);
  return (
    <div className={styles.block} ref={block}>
      <div
        className={styles.sides}
        onInput={() => setTyping(true)}
        onBlur={() => setTyping(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') setTyping(false);
        }}
      >
        <SideInput
          id="width"
          label={texts.size.width}
          value={width}
          invalid={shown !== null && impossibleSide(width, '', geometry) !== null}
          onType={setWidth}
        />
        <button
          type="button"
          className={styles.swap}
          title={texts.size.swap}
          aria-label={texts.size.swap}
          onClick={() => {
            setWidth(height);
            setHeight(width);
          }}
        >
          <span aria-hidden="true">⇄</span>
          {texts.size.swapShort}
        </button>
        <SideInput
          id="height"
          label={texts.size.height}
          value={height}
          invalid={shown !== null && impossibleSide('', height, geometry) !== null}
          onType={setHeight}
        />
      </div>
      {rule !== null && (
        <p className={fieldStyles.help} id="size-help">
          {texts.size.rule(rule.least, rule.most, rule.step)}
        </p>
      )}
      <div id="size-problem" role="alert">
        {shown !== null && (
          <div key={attempt}>
            <p className={styles.problem}>
              {shown.offers.length > 0
                ? texts.size.impossible(width, height)
                : texts.size.notNumbers}
            </p>
            <div className={styles.offers}>
              {shown.offers.map((size) => (
                <Button
                  key={`${size.width}x${size.height}`}
                  look="chip"
                  onClick={() => setSize(size)}
                >
                  {texts.size.use(size.width, size.height)}
                </Button>
              ))}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
