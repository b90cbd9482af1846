import { useEffect } from 'react';
import { tabTitle } from '../lib/tab-title.ts';
import { usePictures } from '../state/pictures.ts';
import { useRun } from '../state/run.ts';

export function useTabTitle(): void {
  const run = useRun();
  const shown = usePictures((state) => state.shown);
  useEffect(() => {
    document.title = tabTitle(run, shown);
  }, [run, shown]);
}
