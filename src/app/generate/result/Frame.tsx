import { titleOf } from '../../i18n/format.ts';
import { useDeferredValue, useState, type CSSProperties } from 'react';
import type { Bitmap, GenerateRequest } from '../../../protocol/engine.ts';
import { view } from '../../state/overlay.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import type { Picture } from '../../state/shown-picture.ts';
import type { RunState } from '../../state/run.ts';
import { resolveSize, type Size } from '../../lib/settings/sizes.ts';
import { EmptyFrame } from './EmptyFrame.tsx';
import styles from './Frame.module.css';
import { Preview } from './Preview.tsx';
import { useGallery } from '../../pictures/public.ts';

/**
 * Holds the place of the picture in its true shape, whatever stands in it. While another one is
 * painted the last picture stays until there is something to see; a finished one develops out of
 * its preview.
 */
export function Frame({
  run,
  shown,
  watching,
}: {
  run: RunState;
  shown: Picture | null;
  /** The picture that is being painted is what a person wants to see. */
  watching: boolean;
}) {
  const chosen = useChosenSize();
  const last = useLastPreview(run);
  const inHand = watching && run.kind === 'running' ? run : null;
  const size = inHand?.request ?? shown?.request ?? chosen;
  const preview = inHand === null ? last : inHand.preview === null ? null : last;
  const picture = inHand === null || (preview === null && isSameSize(shown, size)) ? shown : null;
  const style = { '--width': size.width, '--height': size.height } as CSSProperties;
  return (
    <div className={styles.frame} style={style} data-empty={inHand === null && shown === null}>
      {preview !== null && (inHand !== null || isOf(preview.request, shown)) && (
        <Preview bitmap={preview.bitmap} hidden={inHand === null} />
      )}
      {picture !== null && (
        <img
          key={picture.url}
          className={styles.picture}
          src={picture.url}
          alt={titleOf(picture.request)}
          width={size.width}
          height={size.height}
          onClick={() => openViewer(picture)}
        />
      )}
      {inHand !== null && preview === null && <div className={styles.warming} />}
      {inHand === null && shown === null && <EmptyFrame />}
    </div>
  );
}

/** What the button under the picture does, too; a picture that could not be kept has no full view. */
function openViewer({ id }: Picture): void {
  const ids = useGallery.getState().records.map((record) => record.id);
  if (ids.includes(id)) view(id, ids);
}

interface LastPreview {
  bitmap: Bitmap;
  request: GenerateRequest;
}

/** The newest preview and what it is of; it outlives the painting. */
function useLastPreview(run: RunState): LastPreview | null {
  const [last, setLast] = useState<LastPreview | null>(null);
  const { preview, request } = run.kind === 'running' ? run : { preview: null, request: null };
  if (preview !== null && preview !== last?.bitmap) setLast({ bitmap: preview, request });
  return last;
}

/** Whether the preview is of the picture; a result carries a copy of its request. */
function isOf(request: GenerateRequest, picture: Picture | null): boolean {
  const { prompt, seed } = request;
  const of = picture?.request;
  return of?.prompt === prompt && of.seed === seed && isSameSize(picture, request);
}

function isSameSize(picture: Picture | null, { width, height }: Size): boolean {
  return picture?.request.width === width && picture.request.height === height;
}

const SQUARE: Size = { width: 512, height: 512 };

function useChosenSize(): Size {
  const model = useDeferredValue(useModel());
  const width = useForm((form) => form.width);
  const height = useForm((form) => form.height);
  if (model.kind !== 'open') return SQUARE;
  const { geometry } = model.model.manifest;
  const resolved = resolveSize(width, height, geometry);
  return resolved.kind === 'valid'
    ? resolved.size
    : { width: geometry.defaultWidth, height: geometry.defaultHeight };
}
