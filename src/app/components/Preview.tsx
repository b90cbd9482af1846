import { useEffect, useRef } from 'react';
import type { Bitmap } from '../../protocol/engine.ts';
import { texts } from '../texts.ts';
import styles from './Preview.module.css';

/** The few pixels that Stage C has so far, enlarged smoothly; before the first, a quiet shimmer. */
export function Preview({ bitmap }: { bitmap: Bitmap | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (bitmap === null || canvas.current === null) return;
    const { width, height, rgba } = bitmap;
    canvas.current.width = width;
    canvas.current.height = height;
    canvas.current.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [bitmap]);
  if (bitmap === null) return <div className={styles.warming} />;
  return (
    <canvas ref={canvas} className={styles.preview} role="img" aria-label={texts.frame.preview} />
  );
}
