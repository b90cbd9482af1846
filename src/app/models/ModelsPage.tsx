import { useEffect } from 'react';
import { PageHead } from '../ui/PageHead.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { keyOf, useChosen } from '../state/chosen.ts';
import { usePageServices } from '../state/page-services.ts';
import { texts } from '../i18n/texts.ts';
import { AddModel } from './components/AddModel.tsx';
import { Available } from './components/Available.tsx';
import { BuiltinCard } from './components/BuiltinCard.tsx';
import { DiskFacts } from './components/DiskFacts.tsx';
import { Looked } from './components/Looked.tsx';
import { StoredCard } from './components/StoredCard.tsx';
import { GetPublished } from './conversion/GetPublished.tsx';
import { PUBLISHED_SECTION } from './conversion/published.ts';
import { refreshModels } from './models.ts';
import { useModels } from './models-state.ts';
import { distinctPackages } from './same-package.ts';
import styles from './ModelsPage.module.css';

/** The models on this device, and how to get others. */
export function ModelsPage() {
  const { store } = usePageServices();
  const state = useModels((models) => models.state);
  const current = useChosen(({ url }) => keyOf(url));
  const defaultKey = useChosen((chosen) => chosen.defaultKey);
  useEffect(() => void refreshModels(store), [store]);
  return (
    <main className={styles.page}>
      <PageHead title={texts.nav.models} intro={texts.models.intro} />
      <p>
        <PageLink view="models" section={PUBLISHED_SECTION}>
          {texts.models.more}
        </PageLink>
      </p>
      <section
        className={styles.section}
        aria-labelledby="models-here"
        data-used-bytes={state?.usedBytes}
      >
        <h3 id="models-here">{texts.models.here}</h3>
        <ul className={styles.cards}>
          <BuiltinCard />
          {distinctPackages(state?.packages ?? [], [current, defaultKey]).map(
            ({ stored, copies }) => (
              <StoredCard key={stored.key} stored={stored} copies={copies} />
            ),
          )}
        </ul>
        {state !== null && <DiskFacts state={state} />}
      </section>
      <GetPublished />
      <Available />
      <section className={styles.section} aria-labelledby="models-add">
        <h3 id="models-add">{texts.models.add.title}</h3>
        <AddModel />
        <Looked at={null} />
      </section>
    </main>
  );
}
