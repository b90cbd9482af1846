import { useEffect } from 'react';
import { followLaunches } from './launch.ts';
import { OfflineNotice } from './OfflineNotice.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';

/** What the app itself has to say, above every page; most of the time nothing. */
export function Notices() {
  useEffect(followLaunches, []);
  return (
    <>
      <UpdateNotice />
      <OfflineNotice />
    </>
  );
}
