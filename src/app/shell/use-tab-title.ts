import { useEffect } from 'react';
import { tabTitle } from '../generate/run/tab-title.ts';
import { useConversions } from '../models/conversion/conversions.ts';
import { conversionShare } from '../models/conversion/share.ts';
import { usePictures } from '../state/shown-picture.ts';
import { useRun } from '../state/run.ts';

/** Between steps only the time left changes. */
const TICK_MS = 1000;

/** Of the conversion that goes on; null where none does. */
function convertedShare(): number | null {
  const { job } = useConversions.getState();
  return job?.progress ? conversionShare(job.progress) : null;
}

export function useTabTitle(): void {
  useEffect(() => {
    const tell = () => {
      const { shown } = usePictures.getState();
      const title = tabTitle(useRun.getState(), shown, performance.now(), convertedShare());
      if (title !== document.title) document.title = title;
    };
    tell();
    const timer = setInterval(tell, TICK_MS);
    const stops = [
      useRun.subscribe(tell),
      usePictures.subscribe(tell),
      useConversions.subscribe(tell),
    ];
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, []);
}
