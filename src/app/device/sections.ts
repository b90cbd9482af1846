import type { Manifest } from '../../package/manifest.ts';
import type { DeviceReport } from '../../protocol/engine.ts';
import { formatBytes } from '../i18n/format.ts';
import { texts } from '../i18n/texts.ts';
import type { BrowserName } from './browser.ts';
import type { WasmFeatures } from './wasm-features.ts';

/** What the page knows of the machine; null and undefined is what nobody tells. */
export interface Knowledge {
  /** Null until the engine has opened a model. */
  device: DeviceReport | null;
  manifest: Manifest | null;
  /** What went wrong last, as the engine says it; null if nothing did. */
  problem: string | null;
  /** SHA-256 over the model's files. */
  modelHash: string | null;
  hasWebGpu: boolean;
  wasm: WasmFeatures;
  isolated: boolean;
  cores: number;
  /** Chromium's rough figure. */
  memoryGib: number | undefined;
  browser: BrowserName;
  window: { width: number; height: number; ratio: number };
  usedBytes: number | undefined;
  quotaBytes: number | undefined;
  persisted: boolean | null;
  /** Whether app and model are here, for painting without a network. */
  kept: boolean;
  installed: boolean;
  version: string;
}

export const SECTIONS = ['painting', 'graphics', 'wasm', 'storage', 'browser', 'app'] as const;
export type SectionName = (typeof SECTIONS)[number];
export type Fact = readonly [term: string, fact: string];

/** Limits worth reading; what they count. */
const LIMITS = {
  maxBufferSize: 'bytes',
  maxStorageBufferBindingSize: 'bytes',
  maxStorageBuffersPerShaderStage: 'number',
  maxComputeWorkgroupStorageSize: 'bytes',
  maxComputeInvocationsPerWorkgroup: 'number',
} as const;

/** Features that computing can use; most of the others are about textures. */
const COMPUTING = /^(shader-|subgroup|float32-|timestamp-query$)/;

const HASH_DIGITS = 12;

/** Everything worth telling about this machine, section by section, in words. */
export function deviceSections(known: Knowledge): Record<SectionName, Fact[]> {
  const words = texts.device;
  const { device, manifest, wasm, browser, window } = known;
  const problem: Fact[] = known.problem === null ? [] : [[words.problem, known.problem]];
  return {
    painting:
      device === null
        ? [[words.provider, words.unknown], ...problem]
        : [
            [words.provider, texts.receipt.providers[device.provider]],
            [words.reason, texts.device.reasons[device.reason]],
            device.provider === 'webgpu'
              ? [words.float16, yesNo(device.float16)]
              : [words.threads, String(device.threads)],
            ...problem,
          ],
    graphics: [[words.webgpu, yesNo(known.hasWebGpu)], ...adapterFacts(device)],
    wasm: [
      [words.simd, yesNo(wasm.simd)],
      [words.sharedMemory, yesNo(wasm.threads)],
      [words.jspi, yesNo(wasm.jspi)],
      [words.isolated, yesNo(known.isolated)],
    ],
    storage: [
      [words.used, bytesOrUnknown(known.usedBytes)],
      [words.quota, bytesOrUnknown(known.quotaBytes)],
      [words.persisted, known.persisted === null ? words.unknown : yesNo(known.persisted)],
      [words.kept, yesNo(known.kept)],
    ],
    browser: [
      [words.browser, browser.browser],
      [words.system, browser.system || words.unknown],
      [words.cores, String(known.cores)],
      [
        words.memory,
        known.memoryGib === undefined ? words.unknown : words.memoryAtLeast(known.memoryGib),
      ],
      [words.screen, words.screenSize(window.width, window.height, window.ratio)],
    ],
    app: [
      [words.version, known.version],
      [words.runtime, device?.runtime ?? words.unknown],
      [words.model, manifest === null ? words.unknown : `${manifest.name} (${manifest.id})`],
      [words.weights, known.modelHash?.slice(0, HASH_DIGITS) ?? words.unknown],
      [words.installed, yesNo(known.installed)],
    ],
  };
}

/** The same as plain text, for a bug report. */
export function reportText(sections: Record<SectionName, Fact[]>): string {
  return SECTIONS.map((name) => {
    const lines = sections[name].map(([term, fact]) => `- ${term}: ${fact}`);
    return [texts.device.sections[name], ...lines].join('\n');
  }).join('\n\n');
}

function adapterFacts(device: DeviceReport | null): Fact[] {
  const words = texts.device;
  if (device === null) return [];
  if (device.adapter === null) return [[words.description, words.noAdapter]];
  const { vendor, architecture, description, features, limits } = device.adapter;
  const named: Fact[] = [
    [words.description, description],
    [words.vendor, vendor],
    [words.architecture, architecture],
  ];
  const useful = features.filter((feature) => COMPUTING.test(feature));
  const limitFacts = Object.entries(LIMITS).flatMap(([name, unit]): Fact[] => {
    const value = limits[name];
    if (value === undefined) return [];
    const term = words.limits[name as keyof typeof LIMITS];
    return [[term, unit === 'bytes' ? formatBytes(value) : String(value)]];
  });
  return [
    ...named.filter(([, fact]) => fact !== ''),
    ...limitFacts,
    ...(useful.length > 0 ? [[words.features, useful.join(', ')] as const] : []),
  ];
}

function yesNo(value: boolean): string {
  return value ? texts.device.yes : texts.device.no;
}

function bytesOrUnknown(bytes: number | undefined): string {
  return bytes === undefined ? texts.device.unknown : formatBytes(bytes);
}
