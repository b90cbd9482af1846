import { useRef, useState, type PointerEvent } from 'react';
import type { Size } from '../../../lib/settings/sizes.ts';
import { EDGES, frameOf, withMargin, type Edge, type Margins } from './margins.ts';
import styles from './ExtendHandles.module.css';

/** The edges of what is painted, to be dragged; for keys there are `ExtendFields`. What is shown keeps its scale meanwhile. */
export function ExtendHandles({
  size,
  margins,
  sides,
  onMargins,
}: {
  size: Size;
  margins: Margins;
  sides: readonly number[];
  onMargins: (margins: Margins) => void;
}) {
  const outline = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Margins | null>(null);
  const start = useRef({ x: 0, y: 0, pixels: 1 });
  const frame = frameOf(size, margins);
  const shown = dragged ?? margins;
  const beyond = (edge: Edge, side: number) => `${((margins[edge] - shown[edge]) / side) * 100}%`;
  const inset = {
    left: beyond('left', frame.width),
    right: beyond('right', frame.width),
    top: beyond('top', frame.height),
    bottom: beyond('bottom', frame.height),
  };
  const outwards = (edge: Edge, event: PointerEvent) => {
    const { x, y, pixels } = start.current;
    const [dx, dy] = [(event.clientX - x) * pixels, (event.clientY - y) * pixels];
    return { left: -dx, right: dx, top: -dy, bottom: dy }[edge];
  };
  return (
    <div ref={outline} className={styles.outline} style={inset} aria-hidden="true">
      <span className={styles.size}>{sizeInWords(frameOf(size, shown))}</span>
      {EDGES.map((edge) => (
        <div
          key={edge}
          className={styles.handle}
          data-edge={edge}
          style={{
            cursor: edge === 'left' || edge === 'right' ? 'ew-resize' : 'ns-resize',
          }}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            const width = outline.current?.getBoundingClientRect().width ?? 1;
            start.current = { x: event.clientX, y: event.clientY, pixels: frame.width / width };
            setDragged(margins);
          }}
          onPointerMove={(event) => {
            if (dragged === null) return;
            setDragged(
              withMargin(size, margins, edge, margins[edge] + outwards(edge, event), sides),
            );
          }}
          onPointerUp={() => {
            if (dragged !== null) onMargins(dragged);
            setDragged(null);
          }}
          onPointerCancel={() => setDragged(null)}
        />
      ))}
    </div>
  );
}

const sizeInWords = ({ width, height }: Size) => `${width} × ${height}`;
