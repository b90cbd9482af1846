import { Suspense, useEffect, useMemo } from 'react';
import type { Converter } from '../exporter/browser/client.ts';
import type { ModelStore } from '../package/store/api.ts';
import type { Verifier } from '../verify/browser/client.ts';
import './theme.css';
import styles from './App.module.css';
import { About } from './components/About.tsx';
import { Header } from './components/Header.tsx';
import { LiveRegion } from './components/LiveRegion.tsx';
import { GenerateForm } from './components/GenerateForm.tsx';
import { ResultPanel } from './components/ResultPanel.tsx';
import { GalleryLayer } from './gallery/components/GalleryLayer.tsx';
import { KeepNotice } from './gallery/components/KeepNotice.tsx';
import { Recent } from './gallery/components/Recent.tsx';
import { useFocusInView } from './hooks/use-focus-in-view.ts';
import { useShortcuts } from './hooks/use-shortcuts.ts';
import { useTabTitle } from './hooks/use-tab-title.ts';
import { KitchenContext, startServices } from './kitchen.ts';
import { AskNotice } from './models/components/AskNotice.tsx';
import { Notices } from './pwa/Notices.tsx';
import { useLanguage } from './state/language.ts';
import { useNotice } from './share/notice.ts';
import { Notice } from './share/Notice.tsx';
import { Sharing } from './share/Sharing.tsx';
import { DevicePage, ModelsPage, PicturesPage, preparePages } from './pages.ts';
import { useView } from './state/view.ts';
import { texts } from './texts.ts';

interface Props {
  store: ModelStore;
  converter: Converter;
  verifier: Verifier;
}

export function App({ store, converter, verifier }: Props) {
  const kitchen = useMemo(() => ({ store, converter, verifier }), [store, converter, verifier]);
  useEffect(() => startServices(kitchen), [kitchen]);
  useFocusInView();
  useShortcuts();
  useTabTitle();
  useEffect(preparePages, []);
  // Texts are no state: another language renders everything anew.
  const language = useLanguage((state) => state.language);
  const view = useView((state) => state.view);
  const hasNotice = useNotice(({ filled, refused }) => filled !== null || refused !== null);
  return (
    <KitchenContext key={language} value={kitchen}>
      <Header />
      <Notices />
      <AskNotice />
      {view === 'paint' && (
        <main className={styles.main}>
          <div className={styles.wall}>
            <ResultPanel />
            <div className={styles.recent}>
              <Recent />
            </div>
          </div>
          <div className={styles.counter}>
            <Notice />
            <KeepNotice />
            <GenerateForm />
            <About />
          </div>
        </main>
      )}
      {view !== 'paint' && hasNotice && (
        <section className={styles.notice} aria-label={texts.share.notice}>
          <Notice />
        </section>
      )}
      <Suspense>
        {view === 'pictures' && <PicturesPage />}
        {view === 'models' && <ModelsPage />}
        {view === 'device' && <DevicePage />}
      </Suspense>
      <Sharing />
      <GalleryLayer />
      <LiveRegion />
    </KitchenContext>
  );
}
