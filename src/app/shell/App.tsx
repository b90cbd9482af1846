import { Suspense, useEffect, useMemo } from 'react';
import type { Converter } from '../../exporter/browser/client.ts';
import type { ModelStore } from '../../package/store/api.ts';
import type { Verifier } from '../../verify/browser/client.ts';
import '../ui/theme.css';
import styles from './App.module.css';
import { About } from '../generate/about/About.tsx';
import { Header } from './Header.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { GenerateForm } from '../generate/form/GenerateForm.tsx';
import { DrawLayer } from '../generate/draw/DrawLayer.tsx';
import { StartButtons } from '../generate/start/StartButtons.tsx';
import { PaintingNow } from '../generate/result/PaintingNow.tsx';
import { ResultPanel } from '../generate/result/ResultPanel.tsx';
import { GalleryLayer } from '../pictures/components/GalleryLayer.tsx';
import { KeepNotice } from '../pictures/components/KeepNotice.tsx';
import { Recent } from '../pictures/components/Recent.tsx';
import { useFocusInView } from './use-focus-in-view.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTabTitle } from './use-tab-title.ts';
import { PageServicesContext } from '../state/page-services.ts';
import { startServices } from './start-services.ts';
import { AskNotice } from '../models/components/AskNotice.tsx';
import { Notices } from './Notices.tsx';
import { useLanguage } from '../state/language.ts';
import { useNotice } from '../share/notice.ts';
import { Notice } from '../share/Notice.tsx';
import { Sharing } from './Sharing.tsx';
import { DevicePage, ModelsPage, PicturesPage, preparePages } from './pages.ts';
import { useView } from '../state/view.ts';
import { texts } from '../i18n/texts.ts';

interface Props {
  store: ModelStore;
  converter: Converter;
  verifier: Verifier;
}

export function App({ store, converter, verifier }: Props) {
  const services = useMemo(() => ({ store, converter, verifier }), [store, converter, verifier]);
  useEffect(() => startServices(services), [services]);
  useFocusInView();
  useShortcuts();
  useTabTitle();
  useEffect(preparePages, []);
  // Texts are no state: another language renders everything anew.
  const language = useLanguage((state) => state.language);
  const view = useView((state) => state.view);
  const hasNotice = useNotice(({ filled, refused }) => filled !== null || refused !== null);
  return (
    <PageServicesContext key={language} value={services}>
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
        {view === 'pictures' && <PicturesPage painting={<PaintingNow />} />}
        {view === 'models' && <ModelsPage />}
        {view === 'device' && <DevicePage />}
      </Suspense>
      <Sharing />
      <GalleryLayer moreActions={(picture) => <StartButtons picture={picture} look="plain" />} />
      <DrawLayer />
      <LiveRegion />
    </PageServicesContext>
  );
}
