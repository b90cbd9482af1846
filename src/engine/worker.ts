import { httpSource } from '../package/http.ts';
import { packageBytes, type Manifest } from '../package/manifest.ts';
import type { PackageSource } from '../package/source.ts';
import { previewFile } from '../package/store/previews.ts';
import { STORE_SCHEME } from '../package/store/scheme.ts';
import { storeSource } from '../package/store/source.ts';
import type { Failure } from '../protocol/engine.ts';
import type { ToService } from '../rpc/api.ts';
import { serve } from '../rpc/serve.ts';
import type { Backend } from './backend.ts';
import { toFailure } from './failures.ts';
import { createLocalEngine } from './local.ts';
import { chooseProvider, watchDevice } from './provider.ts';
import { engineService } from './serve.ts';
import type { ForcedProvider } from './service.ts';
import { loadWebRuntime, uploadTensor } from './web-runtime.ts';

/** The module worker that `createWorkerEngine` spawns: the engine with all that is the browser's. */

/** Of an installed package; null for one in a folder. */
const keyOf = (url: string) =>
  url.startsWith(STORE_SCHEME) ? url.slice(STORE_SCHEME.length) : null;

function openSource(url: string): PackageSource {
  const key = keyOf(url);
  return key === null ? httpSource(new URL(url, self.location.href).href) : storeSource(key);
}

async function connect(manifest: Manifest, forced: ForcedProvider): Promise<Backend> {
  const { device, report } = await chooseProvider({
    forced,
    packageBytes: packageBytes(manifest),
    gpu: (navigator as { gpu?: GPU }).gpu,
    crossOriginIsolated: self.crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
  });
  const { deviceMemory: memoryGib } = navigator as { deviceMemory?: number };
  const runtime = await loadWebRuntime(device ? 'webgpu' : 'wasm', report.threads);
  return {
    runtime,
    report: { ...report, runtime: `onnxruntime-web ${runtime.env.versions.web ?? ''}`.trimEnd() },
    ...(memoryGib !== undefined && { memoryGib }),
    executionProviders: device ? [{ name: 'webgpu', device }] : ['wasm'],
    upload: device ? (data, dims) => uploadTensor(runtime, device, data, dims) : null,
    fusedAttentionIsExact: true,
    failure: device ? watchDevice(device) : () => null,
    close: () => device?.destroy(),
  };
}

const service = engineService(({ provider, residency }) =>
  createLocalEngine({
    openSource,
    previewStorage: (url, { id }) => previewFile(keyOf(url) ?? id),
    connect: (manifest) => connect(manifest, provider),
    ...(residency && { residency }),
  }),
);

const receive = serve<Failure>(
  service,
  (message, transfer) => self.postMessage(message, { transfer }),
  toFailure,
);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
