import { packageBytes, type Manifest } from '../package/manifest.ts';
import { deviceMemoryGib } from '../protocol/device-memory.ts';
import type { Backend } from './backend.ts';
import type { ForcedProvider } from './service.ts';
import { chooseProvider, watchDevice } from './provider.ts';
import { loadWebRuntime, uploadTensor } from './web-runtime.ts';

/** ONNX Runtime Web on the best device for a package, in any worker. @throws EngineError as `chooseProvider` */
export async function openWebBackend(manifest: Manifest, forced: ForcedProvider): Promise<Backend> {
  const { device, report } = await chooseProvider({
    forced,
    packageBytes: packageBytes(manifest),
    gpu: (navigator as { gpu?: GPU }).gpu,
    crossOriginIsolated: self.crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
  });
  const memoryGib = deviceMemoryGib();
  const runtime = await loadWebRuntime(device ? 'webgpu' : 'wasm', report.threads);
  let isClosed = false;
  return {
    runtime,
    report: { ...report, runtime: `onnxruntime-web ${runtime.env.versions.web ?? ''}`.trimEnd() },
    ...(memoryGib !== undefined && { memoryGib }),
    executionProviders: device ? [{ name: 'webgpu', device }] : ['wasm'],
    upload: device ? (data, dims) => uploadTensor(runtime, device, data, dims) : null,
    fusedAttentionIsExact: true,
    failure: device ? watchDevice(device, () => isClosed) : () => null,
    close: () => {
      isClosed = true;
      device?.destroy();
    },
  };
}
