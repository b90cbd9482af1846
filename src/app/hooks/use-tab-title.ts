import { useEffect } from 'react';
import { tabTitle } from '../lib/tab-title.ts';
import { usePictures } from '../state/pictures.ts';
import { useRun } from '../state/run.ts';

/** Between steps only the time left changes. */
const TICK_MS = 1000;

export function useTabTitle(): void {
  useEffect(() => {
    const tell = () => {
      const { shown } = usePictures.getState();
      const title = tabTitle(useRun.getState(), shown, performance.now());
      if (title !== document.title) document.title = title;
    };
    tell();
    const timer = setInterval(tell, TICK_MS);
    const stops = [useRun.subscribe(tell), usePictures.subscribe(tell)];
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, []);
}
