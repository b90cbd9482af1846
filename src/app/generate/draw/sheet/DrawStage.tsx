import {
  useEffect,
  useId,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { Size } from '../../../lib/settings/sizes.ts';
import { drawingTexts } from './drawing-texts.ts';
import type { Dab } from './brush.ts';
import { dabOf } from './pen.ts';
import styles from './DrawStage.module.css';

/** What a brush does. Places are in pixels of the stage. */
export interface Brush {
  begin(at: Dab): void;
  line(from: Dab, to: Dab): void;
  end(): void;
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * What is drawn on, as large as there is room for, by mouse, pen, finger or keys.
 * @param size of what is shown, in pixels of the surface
 * @param radius of the brush, in the same
 * @param children lie on each other and fill it
 */
export function DrawStage({
  label,
  size,
  radius,
  brush,
  focus,
  children,
  outside,
}: {
  label: string;
  size: Size;
  radius: number;
  /** Null: nothing is drawn now, and there is room around what is shown. */
  brush: Brush | null;
  focus: RefObject<HTMLDivElement | null>;
  children: ReactNode;
  /** What lies on it and is not drawn with. */
  outside?: ReactNode;
}) {
  const { width, height } = size;
  const keysId = useId();
  const ring = useRef<HTMLSpanElement>(null);
  const cursor = useRef({ x: width / 2, y: height / 2 });
  /** Where the line goes on from, and who draws it. */
  const drawing = useRef<{ by: number | 'keys'; last: Dab } | null>(null);

  const showRing = ({ x, y, radius }: Dab) => {
    cursor.current = { x, y };
    const style = ring.current?.style;
    if (style === undefined) return;
    style.left = `${(x / width) * 100}%`;
    style.top = `${(y / height) * 100}%`;
    style.width = `${((2 * radius) / width) * 100}%`;
  };
  // The brush, or what is shown, may have another size now.
  useEffect(() => {
    const { x, y } = cursor.current;
    showRing({ x: Math.min(x, width), y: Math.min(y, height), radius });
  });

  const begin = (by: number | 'keys', at: Dab) => {
    if (drawing.current !== null || brush === null) return;
    drawing.current = { by, last: at };
    brush.begin(at);
  };
  const goOn = (by: number | 'keys', to: Dab) => {
    if (drawing.current?.by !== by) return;
    brush?.line(drawing.current.last, to);
    drawing.current.last = to;
  };
  const end = (by: number | 'keys') => {
    if (drawing.current?.by !== by) return;
    drawing.current = null;
    brush?.end();
  };

  const at = (event: PointerEvent, native: globalThis.PointerEvent) =>
    dabOf(native, event.currentTarget.getBoundingClientRect(), size, radius);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const dab = at(event, event.nativeEvent);
    showRing({ ...dab, radius });
    begin(event.pointerId, dab);
  };
  const onPointerMove = (event: PointerEvent) => {
    const native = event.nativeEvent;
    showRing({ ...at(event, native), radius });
    // Pens and mice tell more than once a frame; Safari long had no way to ask.
    const events = 'getCoalescedEvents' in native ? native.getCoalescedEvents() : [];
    for (const each of events.length > 0 ? events : [native]) {
      goOn(event.pointerId, at(event, each));
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = { ...cursor.current, radius };
    if (event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) begin('keys', here);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const far = event.shiftKey ? 1 : Math.max(2, Math.round(radius / 2));
    const to = {
      x: Math.min(width, Math.max(0, here.x + far * step[0])),
      y: Math.min(height, Math.max(0, here.y + far * step[1])),
      radius,
    };
    showRing(to);
    goOn('keys', to);
  };

  return (
    <div className={`${styles.stage} ${brush === null ? styles.roomy : ''}`}>
      <div className={styles.frame} style={{ '--ratio': width / height } as CSSProperties}>
        <div
          ref={focus}
          className={styles.surface}
          role="application"
          tabIndex={0}
          aria-label={label}
          aria-describedby={keysId}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={(event) => end(event.pointerId)}
          onPointerCancel={(event) => end(event.pointerId)}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => event.key === ' ' && end('keys')}
          onBlur={() => end('keys')}
        >
          {children}
          {brush !== null && <span ref={ring} className={styles.ring} />}
          <span id={keysId} className="visually-hidden">
            {drawingTexts().keys}
          </span>
        </div>
        {outside}
      </div>
    </div>
  );
}
