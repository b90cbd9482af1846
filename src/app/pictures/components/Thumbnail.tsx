import type { CSSProperties } from 'react';
import { useKeptFile } from '../hooks/use-kept-file.ts';
import type { PictureRecord } from '../lib/record.ts';
import styles from './Thumbnail.module.css';

/** A picture made small; its mean colour holds the place. What stands around it says what it is. */
export function Thumbnail({ record }: { record: PictureRecord }) {
  const file = useKeptFile('thumbnail', record.id);
  const { width, height } = record.request;
  const style = { '--tone': record.tone, '--ratio': width / height } as CSSProperties;
  return (
    <span className={styles.paper} style={style}>
      {file !== null && file !== 'missing' && (
        <img className={styles.picture} src={file.url} alt="" draggable={false} decoding="async" />
      )}
    </span>
  );
}
