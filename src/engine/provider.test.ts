import { describe, expect, it } from 'vitest';
import { EngineError, type ProviderReason } from '../protocol/engine.ts';
import { chooseProvider, watchDevice, type ProviderOptions } from './provider.ts';
import { SMALL_PACKAGE_BYTES } from './sessions.ts';

interface Card {
  vendor?: string;
  architecture?: string;
  description?: string;
  isFallbackAdapter?: boolean;
  features?: string[];
}

/** A `navigator.gpu` with one adapter or none, and the descriptors of the devices it made. */
function fakeGpu(card: Card | null) {
  const devices: GPUDeviceDescriptor[] = [];
  const { vendor = 'acme', architecture = 'road-runner', description = '' } = card ?? {};
  const adapter = {
    info: {
      vendor,
      architecture,
      description,
      isFallbackAdapter: card?.isFallbackAdapter ?? false,
    },
    features: new Set(card?.features ?? ['shader-f16', 'subgroups']),
    limits: { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9 },
    requestDevice: (descriptor: GPUDeviceDescriptor) => {
      devices.push(descriptor);
      return Promise.resolve({ label: descriptor.label });
    },
  };
  const gpu = { requestAdapter: () => Promise.resolve(card && adapter) } as unknown as GPU;
  return { gpu, devices };
}

const choose = (card: Card | null | undefined, changes: Partial<ProviderOptions> = {}) => {
  const { gpu, devices } = fakeGpu(card ?? null);
  const choice = chooseProvider({
    forced: null,
    packageBytes: 1e6,
    gpu: card === undefined ? undefined : gpu,
    crossOriginIsolated: true,
    cores: 16,
    ...changes,
  });
  return { choice, devices };
};

describe('the choice of a provider', () => {
  it('is a GPU where there is one, with all its limits and no subgroups', async () => {
    const { choice, devices } = choose({});
    const { report, device } = await choice;
    expect(device).not.toBeNull();
    expect(report).toMatchObject({
      provider: 'webgpu',
      reason: 'gpu',
      float16: true,
      fallback: 'wasm',
      adapter: {
        vendor: 'acme',
        features: ['shader-f16', 'subgroups'],
        limits: { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9 },
      },
    });
    expect(devices[0]).toMatchObject({
      requiredFeatures: ['shader-f16'],
      requiredLimits: { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9 },
    });
  });

  it('asks for no 16-bit floats where there are none', async () => {
    const { choice, devices } = choose({ features: ['subgroups'] });
    expect((await choice).report.float16).toBe(false);
    expect(devices[0]!.requiredFeatures).toEqual([]);
  });

  it.each<[string, Card | null | undefined, ProviderReason]>([
    ['no WebGPU', undefined, 'no-webgpu'],
    ['no adapter', null, 'no-adapter'],
    ['a fallback adapter', { isFallbackAdapter: true }, 'software-adapter'],
    ['a software driver', { vendor: 'google', architecture: 'swiftshader' }, 'software-adapter'],
  ])('is the CPU with %s', async (_name, card, reason) => {
    const { report, device } = await choose(card).choice;
    expect(device).toBeNull();
    expect(report).toMatchObject({ provider: 'wasm', threads: 8, reason });
  });

  it('has nothing to fall back on with a package too large for the CPU', async () => {
    const { choice } = choose({}, { packageBytes: SMALL_PACKAGE_BYTES + 1 });
    expect((await choice).report.fallback).toBeNull();
  });

  it('reports a card that it does not use', async () => {
    const { report } = await choose({ isFallbackAdapter: true, vendor: 'soft' }).choice;
    expect(report).toMatchObject({ provider: 'wasm', adapter: { vendor: 'soft' } });
  });

  it('has one thread where the page is not isolated', async () => {
    const { choice } = choose(null, { crossOriginIsolated: false });
    expect((await choice).report.threads).toBe(1);
  });

  it('can be forced, either way', async () => {
    const software = { isFallbackAdapter: true };
    const webgpu = await choose(software, { forced: 'webgpu' }).choice;
    expect(webgpu.report.provider).toBe('webgpu');
    const wasm = await choose({}, { forced: 'wasm' }).choice;
    expect(wasm.report.provider).toBe('wasm');
  });

  it.each<[string, Partial<ProviderOptions>]>([
    ['a package too large for the CPU', { packageBytes: SMALL_PACKAGE_BYTES + 1 }],
    ['forced WebGPU that is missing', { forced: 'webgpu' }],
  ])('fails in words for %s', async (_name, changes) => {
    const error: unknown = await choose(undefined, changes).choice.catch(
      (reason: unknown) => reason,
    );
    if (!(error instanceof EngineError)) throw new Error('Expected a failure');
    expect(error.failure.code).toBe('no-webgpu');
    expect(error.failure.message).toMatch(/^This browser has no WebGPU\./);
  });
});

function withResolvers<T>() {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value: T) => settle?.(value) };
}

describe('a watched device', () => {
  const watched = (isClosed?: () => boolean) => {
    const { promise: lost, resolve: lose } = withResolvers<Partial<GPUDeviceLostInfo>>();
    const device = Object.assign(new EventTarget(), { lost });
    const failure = watchDevice(device as unknown as GPUDevice, isClosed);
    const error = (reason: object) =>
      device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: reason }));
    return { failure, lose, error };
  };
  class OutOfMemory {
    readonly message = 'no room';
  }
  Object.assign(globalThis, { GPUOutOfMemoryError: OutOfMemory });

  it('reports that it was lost, but not that it was closed', async () => {
    const gone = watched();
    expect(gone.failure()).toBeNull();
    gone.lose({ reason: 'unknown', message: 'driver reset' });
    await Promise.resolve();
    expect(gone.failure()).toMatchObject({ code: 'device-lost', detail: 'driver reset' });
    const closed = watched();
    closed.lose({ reason: 'destroyed', message: '' });
    await Promise.resolve();
    expect(closed.failure()).toBeNull();
  });

  it('reports that somebody else destroyed it, and not what was refused because of that', async () => {
    const { failure, lose, error } = watched(() => false);
    error({ message: '[Buffer] is invalid.' });
    lose({ reason: 'destroyed', message: 'Device was destroyed.' });
    await Promise.resolve();
    expect(failure()).toMatchObject({ code: 'device-lost', detail: 'Device was destroyed.' });
  });

  it('reports the first error', () => {
    const { failure, error } = watched();
    error(new OutOfMemory());
    error({ message: 'invalid' });
    expect(failure()).toMatchObject({ code: 'out-of-memory', detail: 'no room' });
    const other = watched();
    other.error({ message: 'invalid' });
    expect(other.failure()).toMatchObject({ code: 'internal', detail: 'invalid' });
  });
});
