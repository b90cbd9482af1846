import type { KeyboardEvent, RefObject } from 'react';
import { Button } from '../../ui/Button.tsx';
import { titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { useGestures } from '../hooks/use-gestures.ts';
import { useZoom, type Zoom } from '../hooks/use-zoom.ts';
import type { PictureRecord } from '../lib/record.ts';
import { ZOOM_STEP } from '../lib/zoom.ts';
import { MinusIcon, PlusIcon } from '../../ui/icons.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import styles from './Stage.module.css';

const PAN_STEP_PX = 60;
/** Larger pixels than these are shown as what they are. */
const SHARP_FROM_SCALE = 4;

/** The picture, to be zoomed and moved about. `onStep` leads to the next (1) or previous (-1). */
export function Stage({
  record,
  url,
  surface,
  onStep,
}: {
  record: PictureRecord;
  /** Of its file; null while that is read. */
  url: string | null;
  surface: RefObject<HTMLDivElement | null>;
  onStep: (direction: -1 | 1) => void;
}) {
  const { width, height } = record.request;
  const zoom = useZoom(surface, record.id, { width, height });
  useGestures(surface, {
    onPan: (by) => zoom?.overflows && zoom.pan(by),
    onZoom: (factor, anchor) => zoom?.zoomBy(factor, anchor),
    onDoubleTap: (at) => {
      if (zoom?.fits !== true) return zoom?.fit();
      zoom.zoomTo(zoom.placement.scale < 0.95 ? 1 : 2 * zoom.placement.scale, at);
    },
    // A finger that moves a zoomed picture is not asking for another one.
    onSwipe: (direction) => {
      if (zoom?.overflows !== false || surface.current === null) return;
      // The finger draws in what lies on the other side.
      onStep(-direction === nextSide(surface.current) ? 1 : -1);
    },
  });
  const placement = zoom?.placement;
  return (
    <div className={styles.stage}>
      <div
        ref={surface}
        className={styles.surface}
        data-overflows={zoom?.overflows}
        role="group"
        aria-label={texts.viewer.stage}
        tabIndex={0}
        onKeyDown={(event) => zoom !== null && onStageKey(event, zoom, onStep)}
      >
        {placement !== undefined && (
          <div
            className={styles.picture}
            data-sharp={placement.scale >= SHARP_FROM_SCALE}
            style={{
              width,
              height,
              // Holds the picture's place until it is there.
              background: record.tone,
              transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
            }}
          >
            {url !== null && (
              <img
                src={url}
                alt={titleOf(record.request)}
                width={width}
                height={height}
                draggable={false}
              />
            )}
          </div>
        )}
      </div>
      {zoom !== null && <ZoomBar zoom={zoom} />}
    </div>
  );
}

function ZoomBar({ zoom }: { zoom: Zoom }) {
  const percent = Math.round(100 * zoom.placement.scale);
  return (
    <div className={styles.bar}>
      <IconButton label={texts.viewer.zoomOut} onClick={() => zoom.zoomBy(1 / ZOOM_STEP)}>
        <MinusIcon />
      </IconButton>
      <output className={styles.percent}>{texts.viewer.zoom(percent)}</output>
      <IconButton label={texts.viewer.zoomIn} onClick={() => zoom.zoomBy(ZOOM_STEP)}>
        <PlusIcon />
      </IconButton>
      <Button look="chip" aria-pressed={zoom.fits} onClick={zoom.fit}>
        {texts.viewer.fit}
      </Button>
      <Button look="chip" aria-pressed={percent === 100} onClick={() => zoom.zoomTo(1)}>
        {texts.viewer.actualSize}
      </Button>
    </div>
  );
}

/** Where the next picture lies: to the right (1), or to the left (-1) where one reads from right to left. */
function nextSide(element: Element): -1 | 1 {
  return getComputedStyle(element).direction === 'rtl' ? -1 : 1;
}

/** Arrow keys move a picture that is larger than the stage, and lead to the next one otherwise. */
function onStageKey(
  event: KeyboardEvent<HTMLElement>,
  zoom: Zoom,
  onStep: (direction: -1 | 1) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = nextSide(event.currentTarget);
  const sideways = (direction: -1 | 1) => {
    if (zoom.overflows) zoom.pan({ x: -direction * PAN_STEP_PX, y: 0 });
    else onStep(direction === next ? 1 : -1);
  };
  const keys: Record<string, () => void> = {
    '+': () => zoom.zoomBy(ZOOM_STEP),
    '=': () => zoom.zoomBy(ZOOM_STEP),
    '-': () => zoom.zoomBy(1 / ZOOM_STEP),
    '0': zoom.fit,
    '1': () => zoom.zoomTo(1),
    ArrowRight: () => sideways(1),
    ArrowLeft: () => sideways(-1),
    ArrowDown: () => zoom.pan({ x: 0, y: -PAN_STEP_PX }),
    ArrowUp: () => zoom.pan({ x: 0, y: PAN_STEP_PX }),
    PageDown: () => onStep(1),
    PageUp: () => onStep(-1),
  };
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
}
