import { useEffect, useRef } from 'react';
import type { Bitmap } from '../../protocol/engine.ts';
import { enlarge } from '../lib/enlarge.ts';
import { texts } from '../texts.ts';
import styles from './Preview.module.css';

/** Smooth enough to be scaled further by the browser. */
const SIDE = 192;
/** In few frames: where the processor paints, each of them takes time from the picture. */
const FRAMES = 8;
const FRAME_MS = 45;

/** The few pixels that Stage C has so far, enlarged smoothly, each step melting into the next. */
export function Preview({ bitmap, hidden = false }: { bitmap: Bitmap; hidden?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    return melt(context, enlarge(bitmap, SIDE));
  }, [bitmap]);
  return (
    <canvas
      ref={canvas}
      className={styles.preview}
      {...(hidden ? { 'aria-hidden': true } : { role: 'img', 'aria-label': texts.frame.preview })}
    />
  );
}

/** Draws `to` over what is there, bit by bit; returns how to stop. */
function melt(context: CanvasRenderingContext2D, to: Bitmap): () => void {
  const { canvas } = context;
  const { width, height, rgba } = to;
  const isFirst = canvas.width !== width || canvas.height !== height;
  if (isFirst) Object.assign(canvas, { width, height });
  if (isFirst || matchMedia('(prefers-reduced-motion: reduce)').matches) {
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    return () => undefined;
  }
  const from = context.getImageData(0, 0, width, height);
  let frame = 0;
  const timer = setInterval(() => {
    frame++;
    const share = frame / FRAMES;
    const mixed = new ImageData(width, height);
    for (let i = 0; i < rgba.length; i++) {
      mixed.data[i] = from.data[i]! + share * (rgba[i]! - from.data[i]!);
    }
    context.putImageData(mixed, 0, 0);
    if (frame === FRAMES) clearInterval(timer);
  }, FRAME_MS);
  return () => clearInterval(timer);
}
