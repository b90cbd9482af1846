import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Backend } from '../../src/engine/backend.ts';
import { createLocalEngine } from '../../src/engine/local.ts';
import { EngineError, type Engine } from '../../src/protocol/engine.ts';
import { folderSource } from './package-source.ts';
import { SOFTWARE_DRIVER } from './vulkan.ts';

export type NodeProvider = 'cpu' | 'webgpu';

const RUNTIME = `onnxruntime-node ${ort.env.versions.node ?? ''}`.trimEnd();

/** The engine on `onnxruntime-node`; `open` takes a folder. */
export function createNodeEngine(provider: NodeProvider): Engine {
  return createLocalEngine({
    openSource: folderSource,
    connect: () => Promise.resolve(nodeBackend(provider)),
  });
}

/** `onnxruntime-node` on the CPU, or on a Vulkan device. */
export const nodeBackend = (provider: NodeProvider): Backend =>
  provider === 'cpu' ? cpuBackend() : webgpuBackend();

function cpuBackend(): Backend {
  return {
    runtime: ort,
    report: {
      provider: 'cpu',
      reason: 'asked',
      adapter: null,
      float16: false,
      threads: availableParallelism(),
      fallback: null,
      runtime: RUNTIME,
    },
    executionProviders: ['cpu'],
    upload: null,
    fusedAttentionIsExact: true,
    failure: () => null,
    close: () => undefined,
  };
}

function webgpuBackend(): Backend {
  return {
    runtime: {
      Tensor: ort.Tensor,
      InferenceSession: {
        create: async (model, options) => {
          try {
            return await ort.InferenceSession.create(model, options);
          } catch (error) {
            throw isMissingAdapter(error) ? noAdapter(error) : error;
          }
        },
      },
    },
    report: {
      provider: 'webgpu',
      reason: 'asked',
      adapter: null,
      float16: false,
      threads: availableParallelism(),
      fallback: null,
      runtime: RUNTIME,
    },
    executionProviders: ['webgpu'],
    // Reading a tensor back from the device aborts the process in onnxruntime-node 1.30.
    upload: null,
    // ONNX Runtime makes the device itself here, with the feature that breaks fused attention.
    fusedAttentionIsExact: false,
    failure: () => null,
    close: () => undefined,
  };
}

function isMissingAdapter(error: unknown): error is Error {
  return error instanceof Error && /WebGPU adapter|Vulkan/i.test(error.message);
}

function noAdapter(error: Error): EngineError {
  const software = existsSync(SOFTWARE_DRIVER)
    ? `Without a GPU, set LD_LIBRARY_PATH=${dirname(SOFTWARE_DRIVER)} ` +
      `VK_ICD_FILENAMES=${SOFTWARE_DRIVER} (software, slow), or use --provider cpu.`
    : 'Install a Vulkan driver and the Vulkan loader (libvulkan1), or use --provider cpu.';
  return new EngineError({
    code: 'no-webgpu',
    message: 'No Vulkan driver was found, which WebGPU needs here.',
    hint: software,
    detail: error.message,
  });
}
