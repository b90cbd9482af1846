import { useEffect } from 'react';
import { followLaunches } from './launch.ts';
import { OfflineNotice } from './OfflineNotice.tsx';
import { texts } from '../texts.ts';
import { useUpdate } from './update.ts';
import { UpdateNotice } from './UpdateNotice.tsx';
import { useOnline } from './use-online.ts';

/** What the app itself has to say, above every page; most of the time nothing. */
export function Notices() {
  useEffect(followLaunches, []);
  const online = useOnline();
  const update = useUpdate(({ kind }) => kind !== 'none');
  if (online && !update) return null;
  return (
    <section aria-label={texts.app.notices}>
      <UpdateNotice />
      <OfflineNotice />
    </section>
  );
}
