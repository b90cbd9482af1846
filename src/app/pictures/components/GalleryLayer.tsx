import { useEffect, type ReactNode } from 'react';
import { startGallery, useGallery } from '../store/gallery.ts';
import { showNewest } from '../store/shown.ts';
import { followHistory, useOverlay } from '../../state/overlay.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { Compare } from './Compare.tsx';
import { Tray } from './Tray.tsx';
import { Viewer } from './Viewer.tsx';

const everyId = () => useGallery.getState().records.map(({ id }) => id);

/**
 * What the kept pictures lay over every page; also brings the newest one back after a reload.
 * @param moreActions what else can be done with a picture in full size
 */
export function GalleryLayer({ moreActions }: { moreActions: (picture: Picture) => ReactNode }) {
  const overlay = useOverlay((state) => state.overlay);
  useEffect(() => void showNewest(), []);
  useEffect(() => followHistory(startGallery(), everyId), []);
  switch (overlay.kind) {
    case 'none':
      return <Tray />;
    case 'viewer':
      return <Viewer ids={overlay.ids} id={overlay.id} moreActions={moreActions} />;
    case 'compare':
      return <Compare ids={overlay.ids} />;
    case 'mask':
    case 'extend':
    case 'sketch':
      return null;
  }
}
