import { texts } from '../texts.ts';

/** Every picture that was kept. */
export function PicturesPage() {
  return (
    <main>
      <h2>{texts.nav.pictures}</h2>
    </main>
  );
}
