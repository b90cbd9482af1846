import { useState } from 'react';
import type { Manifest } from '../../package/manifest.ts';
import type { ResolvedSize } from '../lib/sizes.ts';
import { setHeight, setSize, setWidth, useForm } from '../state/form.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import styles from './ExactSize.module.css';
import { SideInput } from './SideInput.tsx';

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
  // Half a number is no mistake yet: nothing is said before typing is over.
  const [typing, setTyping] = useState(false);
  return (
    <div>
      <div
        className={styles.sides}
        onInput={() => setTyping(true)}
        onBlur={() => setTyping(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') setTyping(false);
        }}
      >
        <SideInput id="width" label={texts.size.width} value={width} onType={setWidth} />
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
        <SideInput id="height" label={texts.size.height} value={height} onType={setHeight} />
      </div>
      <div id="size-problem" role="alert">
        {resolved.kind === 'impossible' && !typing && (
          <>
            <p className={styles.problem}>{texts.size.impossible(width, height)}</p>
            <div className={styles.offers}>
              {resolved.offers.map((size) => (
                <Button
                  key={`${size.width}x${size.height}`}
                  look="chip"
                  onClick={() => setSize(size)}
                >
                  {texts.size.use(size.width, size.height)}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
    </div>
  );
}
