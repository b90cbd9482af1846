import { useEffect, useMemo } from 'react';
import type { Engine } from '../protocol/engine.ts';
import './theme.css';
import styles from './App.module.css';
import { About } from './components/About.tsx';
import { Easel } from './components/Easel.tsx';
import { Header } from './components/Header.tsx';
import { LiveRegion } from './components/LiveRegion.tsx';
import { Order } from './components/Order.tsx';
import { DevicePage } from './device/DevicePage.tsx';
import { PicturesPage } from './gallery/PicturesPage.tsx';
import { useShortcuts } from './hooks/use-shortcuts.ts';
import { useTabTitle } from './hooks/use-tab-title.ts';
import { KitchenContext } from './kitchen.ts';
import { openModel } from './state/model.ts';
import { followAddress, useView } from './state/view.ts';

export function App({ engine, modelUrl }: { engine: Engine; modelUrl: string | null }) {
  const kitchen = useMemo(() => ({ engine, modelUrl }), [engine, modelUrl]);
  useEffect(() => void openModel(engine, modelUrl), [engine, modelUrl]);
  useShortcuts(kitchen);
  useTabTitle();
  useEffect(followAddress, []);
  const view = useView((state) => state.view);
  return (
    <KitchenContext value={kitchen}>
      <Header />
      {view === 'paint' && (
        <main className={styles.main}>
          <Easel />
          <div className={styles.counter}>
            <Order />
            <About />
          </div>
        </main>
      )}
      {view === 'pictures' && <PicturesPage />}
      {view === 'device' && <DevicePage />}
      <LiveRegion />
    </KitchenContext>
  );
}
