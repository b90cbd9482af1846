import { openWebBackend } from '../../engine/web-backend.ts';
import { blobSource } from '../../exporter/browser/blob-source.ts';
import { storeSource } from '../../package/store/source.ts';
import type { ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import type { ComparisonFault, ComparisonService } from './api.ts';
import { comparePackage } from './compare-package.ts';
import { toFault } from './faults.ts';

/** The module worker that compares an installed package with a record. */

const service: ComparisonService = {
  async compare({ key, file, provider }, { signal, onProgress }) {
    const source = storeSource(key);
    try {
      return await comparePackage(
        { source, connect: (manifest) => openWebBackend(manifest, provider) },
        { name: file.name, bytes: blobSource(file, `${file.size} ${file.lastModified}`) },
        signal,
        onProgress,
      );
    } finally {
      source.close?.();
    }
  },
};

const receive = serve<ComparisonFault>(service, (message) => self.postMessage(message), toFault);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
