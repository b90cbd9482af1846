import { useEffect } from 'react';
import { DropTarget } from './DropTarget.tsx';
import { followLinks } from '../share/incoming.ts';
import { usePaste } from './use-paste.ts';

/** Listens for settings from elsewhere: links, dropped files, pasted pictures. */
export function Sharing() {
  useEffect(followLinks, []);
  usePaste();
  return <DropTarget />;
}
