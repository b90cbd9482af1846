import { expect, it } from 'vitest';
import type { Manifest } from '../package/manifest.ts';
import { residencyFor } from './residency.ts';
import { fakePackage } from './testing/fake-package.ts';
import { fakeBackend } from './testing/fake-runtime.ts';

const { manifest } = fakePackage();
const { report } = fakeBackend();

function ofSize(bytes: number): Manifest {
  const step = manifest.networks['prior-step'];
  const data = [{ ...step.data[0]!, sizeBytes: bytes }];
  return { ...manifest, networks: { ...manifest.networks, 'prior-step': { ...step, data } } };
}

const card = (maxBufferSize: number) => ({
  ...report,
  provider: 'webgpu' as const,
  adapter: {
    vendor: '',
    architecture: '',
    description: '',
    features: [],
    limits: { maxBufferSize },
  },
});

it.each([
  ['a small package anywhere', 100e6, undefined, report, 'keep'],
  ['a large one where nothing is known of the memory', 1.8e9, undefined, card(4e9), 'release'],
  ['a large one with little memory', 1.8e9, 8, card(4e9), 'release'],
  ['a large one with much memory and a large card', 1.8e9, 32, card(4e9), 'keep'],
  ['a large one with much memory and a small card', 1.8e9, 32, card(1e9), 'release'],
  ['a large one with much memory on the CPU', 1.8e9, 64, report, 'release'],
  ['a middling one with much memory on the CPU', 1e9, 16, report, 'keep'],
] as const)('%s', (_name, bytes, memoryGib, about, residency) => {
  const machine = { report: about, ...(memoryGib !== undefined && { memoryGib }) };
  expect(residencyFor(ofSize(bytes), machine)).toBe(residency);
});
