import { texts } from '../texts.ts';

/** What this machine can do, in a form that can be copied into a report. */
export function DevicePage() {
  return (
    <main>
      <h2>{texts.nav.device}</h2>
    </main>
  );
}
