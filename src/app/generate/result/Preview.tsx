import { useEffect, useRef } from 'react';
import type { Bitmap } from '../../../protocol/engine.ts';
import { enlarge } from './enlarge.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './Preview.module.css';

/** Smooth enough to be scaled further by the browser. */
const SIDE = 192;
/** In few frames: where the CPU paints, each of them takes time from the picture. */
const FRAMES = 8;
const FRAME_MS = 45;

/** The few pixels that Stage C has so far, enlarged smoothly, each step melting into the next. */
export function Preview({ bitmap, hidden = false }: { bitmap: Bitmap; hidden?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
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
function melt(context: CanvasRenderingContext2D, { width, height, rgba }: Bitmap): () => void {
  const { canvas } = context;
  const isFirst = canvas.width !== width || canvas.height !== height;
  if (isFirst) Object.assign(canvas, { width, height });
  const pixels = new ImageData(rgba, width, height);
  const to = new OffscreenCanvas(width, height);
  const still = isFirst || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const ink = still ? null : to.getContext('2d');
  if (ink === null) {
    context.putImageData(pixels, 0, 0);
    return () => undefined;
  }
  ink.putImageData(pixels, 0, 0);
  let left = FRAMES;
  const timer = setInterval(() => {
    // An equal part of the whole way, of what is left of it: 1/8, 1/7, …, 1.
    context.globalAlpha = 1 / left;
    context.drawImage(to, 0, 0);
    context.globalAlpha = 1;
    left--;
    if (left === 0) clearInterval(timer);
  }, FRAME_MS);
  return () => clearInterval(timer);
}
