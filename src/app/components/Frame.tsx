import type { CSSProperties } from 'react';
import { useForm } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import type { Picture } from '../state/pictures.ts';
import type { RunState } from '../state/run.ts';
import { resolveSize, type Size } from '../lib/sizes.ts';
import { EmptyFrame } from './EmptyFrame.tsx';
import styles from './Frame.module.css';
import { Preview } from './Preview.tsx';

/** Holds the place of the picture in its true shape, whatever stands in it. */
export function Frame({ run, shown }: { run: RunState; shown: Picture | null }) {
  const chosen = useChosenSize();
  const running = run.kind === 'running';
  const { width, height } = running ? run.request : (shown?.request ?? chosen);
  const style = { '--width': width, '--height': height } as CSSProperties;
  return (
    <div className={styles.frame} style={style} data-empty={!running && shown === null}>
      {running ? (
        <Preview bitmap={run.preview} />
      ) : shown !== null ? (
        <img
          key={shown.url}
          className={styles.picture}
          src={shown.url}
          alt={shown.request.prompt}
          width={width}
          height={height}
        />
      ) : (
        <EmptyFrame />
      )}
    </div>
  );
}

const SQUARE: Size = { width: 512, height: 512 };

function useChosenSize(): Size {
  const model = useModel();
  const width = useForm((form) => form.width);
  const height = useForm((form) => form.height);
  if (model.kind !== 'open') return SQUARE;
  const { geometry } = model.model.manifest;
  const resolved = resolveSize(width, height, geometry);
  return resolved.kind === 'valid'
    ? resolved.size
    : { width: geometry.defaultWidth, height: geometry.defaultHeight };
}
