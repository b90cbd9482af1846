import { expect, it } from 'vitest';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { deviceSections, reportText, SECTIONS, type Knowledge } from './sections.ts';

const known: Knowledge = {
  device: {
    provider: 'webgpu',
    reason: 'gpu',
    adapter: {
      vendor: 'acme',
      architecture: '',
      description: 'Road Runner 9000',
      features: ['shader-f16', 'subgroups', 'texture-compression-bc'],
      limits: { maxBufferSize: 4_294_967_296, maxComputeInvocationsPerWorkgroup: 1024 },
    },
    float16: true,
    threads: 1,
    fallback: 'wasm',
    runtime: 'onnxruntime-web 1.30.0',
  },
  manifest: fakeManifest,
  problem: null,
  modelHash: '0123456789abcdef'.repeat(4),
  hasWebGpu: true,
  wasm: { simd: true, threads: true, jspi: false },
  isolated: true,
  cores: 16,
  memoryGib: 8,
  browser: { browser: 'Chrome 141', system: 'Windows' },
  window: { width: 1280, height: 800, ratio: 2 },
  usedBytes: 42_000_000,
  quotaBytes: 120_000_000_000,
  persisted: false,
  kept: true,
  installed: false,
  version: '1.2.3',
};

const nothingKnown: Knowledge = {
  ...known,
  device: null,
  manifest: null,
  modelHash: null,
  hasWebGpu: false,
  memoryGib: undefined,
  usedBytes: undefined,
  quotaBytes: undefined,
  persisted: null,
};

it('leaves out what the browser does not tell about the card', () => {
  const terms = deviceSections(known).graphics.map(([term]) => term);
  expect(terms).toEqual([
    'WebGPU',
    'Name',
    'Vendor',
    'Largest buffer',
    'Workgroup size',
    'Features',
  ]);
});

it('says that no card was found', () => {
  const device = { ...known.device!, adapter: null };
  expect(deviceSections({ ...known, device }).graphics).toEqual([
    ['WebGPU', 'yes'],
    ['Name', 'none found'],
  ]);
});

it('names the features that computing can use', () => {
  expect(deviceSections(known).graphics.at(-1)).toEqual(['Features', 'shader-f16, subgroups']);
});

it('says half precision of a card, and threads of a CPU', () => {
  expect(deviceSections(known).painting.at(-1)).toEqual(['Half precision', 'yes']);
  const device = { ...known.device!, provider: 'wasm' as const, threads: 4 };
  expect(deviceSections({ ...known, device }).painting.at(-1)).toEqual(['Threads', '4']);
});

it('tells of the last problem, where there was one', () => {
  const problem = 'device-lost: The GPU went away.';
  const fact = ['Last problem', problem];
  expect(deviceSections({ ...known, problem }).painting.at(-1)).toEqual(fact);
  expect(deviceSections({ ...nothingKnown, problem }).painting.at(-1)).toEqual(fact);
});

it.each([known, nothingKnown])('has terms that differ and facts that say something', (each) => {
  const sections = deviceSections(each);
  for (const name of SECTIONS) {
    const facts = sections[name];
    expect(new Set(facts.map(([term]) => term)).size).toBe(facts.length);
    for (const [, fact] of facts) expect(fact).not.toMatch(/^$|undefined|null|NaN/);
  }
});

it('becomes a report line by line', () => {
  const report = reportText(deviceSections(known));
  expect(report).toMatch(/^Painting\n- Paints on: GPU \(WebGPU\)\n/);
  expect(report).toContain('\n\nApp\n- Version: 1.2.3\n- Runtime: onnxruntime-web 1.30.0\n');
  expect(report).toContain('- Weights: 0123456789ab\n');
});
