import { useKeptFile } from '../hooks/use-kept-file.ts';
import styles from './MaskTint.module.css';

/** Colours the part of a start picture that is painted anew; lies over the picture, cut as that is. */
export function MaskTint({ hash }: { hash: string }) {
  const file = useKeptFile('start', hash);
  if (file === null || file === 'missing') return null;
  return <span className={styles.tint} style={{ maskImage: `url(${file.url})` }} />;
}
