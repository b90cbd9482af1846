import type { ConversionProgress } from '../../exporter/browser/api.ts';
import type { StoreProgress } from '../../package/store/api.ts';

/** What tabs tell each other about the store that they share. */
type Told =
  | { kind: 'changed' }
  | { kind: 'progress'; key: string; progress: StoreProgress }
  | { kind: 'conversion'; progress: ConversionProgress };

const NAME = 'wuerstchen-models';

let channel: BroadcastChannel | null = null;

/** @returns how to stop */
export function followTabs(on: {
  changed: () => void;
  progress: (key: string, progress: StoreProgress) => void;
  conversion: (progress: ConversionProgress) => void;
}): () => void {
  const own = new BroadcastChannel(NAME);
  channel = own;
  own.onmessage = ({ data }: MessageEvent<Told>) => {
    switch (data.kind) {
      case 'changed':
        return on.changed();
      case 'progress':
        return on.progress(data.key, data.progress);
      case 'conversion':
        return on.conversion(data.progress);
    }
  };
  return () => {
    own.close();
    if (channel === own) channel = null;
  };
}

export function tellTabs(told: Told): void {
  channel?.postMessage(told);
}
