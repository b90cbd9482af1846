import type { AdapterFacts, DeviceReport, Failure, ProviderReason } from '../protocol/engine.ts';
import { deviceLost, failure, isDeviceLost, outOfMemory } from './failures.ts';
import type { ForcedProvider } from './service.ts';
import { SMALL_PACKAGE_BYTES } from './sessions.ts';

/** The device that will run the networks: a GPU, or none. */
export interface ProviderChoice {
  device: GPUDevice | null;
  /** The runtime is loaded once the choice is known. */
  report: Omit<DeviceReport, 'runtime'>;
}

export interface ProviderOptions {
  /** Overrides the choice, a software adapter included. */
  forced: ForcedProvider;
  /** All files of the package. */
  packageBytes: number;
  gpu: GPU | undefined;
  crossOriginIsolated: boolean;
  cores: number;
}

/** More threads than this gain nothing at these sizes. */
const MAX_THREADS = 8;

/** What ONNX Runtime asks for when it makes the device itself. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxBindGroups',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** For the technical side of a failure; the page has words of its own. */
const IN_WORDS: Record<ProviderReason, string> = {
  gpu: 'There is a GPU.',
  asked: 'The CPU was asked for.',
  'no-webgpu': 'This browser has no WebGPU.',
  'no-adapter': 'The browser found no GPU for WebGPU.',
  'software-adapter': 'WebGPU is only emulated in software here.',
};

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

/**
 * WebGPU on a real GPU; the CPU where there is none, since a software adapter is
 * hundreds of times slower than WebAssembly.
 * @throws EngineError 'no-webgpu' if the package is too large for the CPU, or if WebGPU was
 *   forced and is missing
 */
export async function chooseProvider(options: ProviderOptions): Promise<ProviderChoice> {
  const { forced } = options;
  if (forced === 'wasm') return onCpu(options, 'asked');
  const adapter = await requestAdapter(options.gpu);
  if (!adapter) {
    const reason = options.gpu ? 'no-adapter' : 'no-webgpu';
    if (forced) throw missing(IN_WORDS[reason]);
    return onCpu(options, reason);
  }
  if (isSoftware(adapter) && !forced) {
    return onCpu(options, 'software-adapter', adapter);
  }
  return graphicsCard(adapter, options);
}

/**
 * The failures that a device reports by events: a getter for the first one.
 * @param isClosed whether we have destroyed it ourselves; default: it is destroyed by nobody else
 */
export function watchDevice(
  device: GPUDevice,
  isClosed: () => boolean = () => true,
): () => Failure | null {
  let first: Failure | null = null;
  void device.lost.then((info) => {
    if (info.reason === 'destroyed' && isClosed()) return;
    // What was refused before that was refused because of it.
    if (first === null || first.code === 'internal') first = deviceLost(info.message);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    first ??=
      error instanceof GPUOutOfMemoryError
        ? outOfMemory(error.message)
        : isDeviceLost(error.message)
          ? deviceLost(error.message)
          : {
              code: 'internal',
              message: 'The GPU refused a computation.',
              hint: 'Try again; if it happens again, please report it with the details.',
              detail: error.message,
            };
  });
  return () => first;
}

async function requestAdapter(gpu: GPU | undefined): Promise<GPUAdapter | null> {
  try {
    return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  } catch {
    return null;
  }
}

async function graphicsCard(
  adapter: GPUAdapter,
  { forced, packageBytes }: ProviderOptions,
): Promise<ProviderChoice> {
  const float16 = adapter.features.has('shader-f16');
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      label: 'Würstchen',
      // Never `subgroups`: fused attention is wrong with it where subgroups are narrow.
      requiredFeatures: float16 ? ['shader-f16'] : [],
      requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    });
  } catch (error) {
    throw missing(
      'The GPU could not be opened.',
      error instanceof Error ? error.message : String(error),
    );
  }
  return {
    device,
    report: {
      provider: 'webgpu',
      reason: forced ? 'asked' : 'gpu',
      adapter: adapterFacts(adapter),
      float16,
      threads: 1,
      fallback: packageBytes <= SMALL_PACKAGE_BYTES ? 'wasm' : null,
    },
  };
}

function onCpu(
  options: ProviderOptions,
  reason: ProviderReason,
  unused: GPUAdapter | null = null,
): ProviderChoice {
  if (options.packageBytes > SMALL_PACKAGE_BYTES && !options.forced) {
    throw missing(`${IN_WORDS[reason]} This model is too large for the CPU.`);
  }
  const threads = options.crossOriginIsolated ? Math.min(options.cores, MAX_THREADS) : 1;
  return {
    device: null,
    report: {
      provider: 'wasm',
      reason,
      adapter: unused && adapterFacts(unused),
      float16: false,
      threads,
      fallback: null,
    },
  };
}

function adapterFacts({ info, features, limits }: GPUAdapter): AdapterFacts {
  const { vendor, architecture, description } = info;
  return {
    vendor,
    architecture,
    description,
    features: [...features].sort(),
    limits: Object.fromEntries(LIMITS.map((name) => [name, limits[name]])),
  };
}

function isSoftware({ info }: GPUAdapter): boolean {
  return (
    info.isFallbackAdapter ||
    SOFTWARE.test(`${info.vendor} ${info.architecture} ${info.description}`)
  );
}

function missing(message: string, detail?: string) {
  return failure(
    'no-webgpu',
    message,
    'Use a browser with WebGPU on a computer with a GPU, or choose the small model.',
    detail,
  );
}
