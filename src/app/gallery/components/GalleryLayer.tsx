import { useEffect } from 'react';
import { followBatches } from '../../state/follow-batches.ts';
import { showNewest } from '../../state/pictures.ts';
import { followHistory, useOverlay } from '../store/overlay.ts';
import { Compare } from './Compare.tsx';
import { Tray } from './Tray.tsx';
import { Viewer } from './Viewer.tsx';

/** What the kept pictures lay over every page; also brings the newest one back after a reload. */
export function GalleryLayer() {
  const overlay = useOverlay((state) => state.overlay);
  useEffect(() => void showNewest(), []);
  useEffect(followHistory, []);
  useEffect(followBatches, []);
  switch (overlay.kind) {
    case 'none':
      return <Tray />;
    case 'viewer':
      return <Viewer ids={overlay.ids} id={overlay.id} />;
    case 'compare':
      return <Compare ids={overlay.ids} />;
  }
}
