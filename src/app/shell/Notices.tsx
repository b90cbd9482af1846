import { useEffect } from 'react';
import { followLaunches } from '../share/launch.ts';
import { OfflineNotice } from '../pwa/OfflineNotice.tsx';
import { texts } from '../i18n/texts.ts';
import { useUpdate } from '../pwa/update.ts';
import { UpdateNotice } from '../pwa/UpdateNotice.tsx';
import { useOnline } from '../ui/use-online.ts';

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
