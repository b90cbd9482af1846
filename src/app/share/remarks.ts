import type { Manifest, SamplingDefaults } from '../../package/manifest.ts';
import type { StageSettings } from '../../protocol/engine.ts';
import type { Expected, SettingProblem } from '../../share/settings.ts';
import { formatDecimal, shorten } from '../i18n/format.ts';
import { resolveSize } from '../lib/settings/sizes.ts';
import { texts } from '../i18n/texts.ts';
import type { Reading } from './reading.ts';

const SHOWN_VALUE = 40;

/** What a person should know about settings from elsewhere, one sentence each. */
export function remarksOn(reading: Reading, manifest: Manifest | null): string[] {
  const { strength, scale, feather } = reading.settings;
  const always = [
    ...reading.problems.map(sentenceOn),
    ...(scale === undefined ? [] : [texts.larger.composed(formatDecimal(scale, 1))]),
    ...(strength === undefined ? [] : [texts.start.needed]),
    ...(feather === undefined ? [] : [texts.draw.needed]),
  ];
  return manifest === null ? always : [...always, ...limitsMet(reading, manifest)];
}

function sentenceOn({ key, value, expected }: SettingProblem): string {
  const shown = shorten(value, SHOWN_VALUE);
  if (expected.kind === 'version' && Number(value) > expected.newest) {
    return texts.share.newerLink(shown);
  }
  if (expected.kind === 'random') return texts.share.randomSeed;
  if (expected.kind === 'nothing') return texts.share.notHere(key, shown);
  if (expected.kind === 'plain-graph') return texts.share.notPlain(key);
  return texts.share.skipped(key, shown, expectation(expected));
}

/** Where the open model cannot do, or is not, what the settings name. */
function limitsMet({ settings, modelName }: Reading, manifest: Manifest): string[] {
  const { width, height, prior, decoder, model } = settings;
  const remarks: string[] = [];
  // A file of another program knows no id, only a name.
  const other = model === undefined ? modelName !== null : model !== manifest.id;
  if (other) remarks.push(texts.share.otherModel(modelName ?? model!, manifest.name));
  if (width !== undefined && height !== undefined) {
    const size = resolveSize(String(width), String(height), manifest.geometry);
    if (size.kind === 'impossible') remarks.push(texts.share.impossibleSize(width, height));
  }
  remarks.push(
    ...stageLimits(texts.advanced.prior, prior, manifest.prior.sampling),
    ...stageLimits(texts.advanced.decoder, decoder, manifest.decoder.sampling),
  );
  return remarks;
}

function stageLimits(
  stage: string,
  { steps, guidance, solver }: Partial<StageSettings> = {},
  { maxSteps, maxGuidance, solvers }: SamplingDefaults,
): string[] {
  const { overSteps, overGuidance, noSolver } = texts.share;
  const remarks: string[] = [];
  if (steps !== undefined && steps > maxSteps) remarks.push(overSteps(stage, steps, maxSteps));
  if (guidance !== undefined && guidance > maxGuidance) {
    remarks.push(overGuidance(stage, guidance, maxGuidance));
  }
  if (solver !== undefined && !solvers.includes(solver)) {
    remarks.push(noSolver(stage, texts.advanced.solvers[solver]));
  }
  return remarks;
}

type WithExpectation = Exclude<Expected, { kind: 'random' | 'nothing' | 'plain-graph' }>;

function expectation(expected: WithExpectation): string {
  const words = texts.share.expected;
  switch (expected.kind) {
    case 'version':
      return String(expected.newest);
    case 'percent-encoding':
      return words.percentEncoding;
    case 'json':
      return words.json;
    case 'length':
      return words.length(expected.max);
    case 'integer':
      return words.integer(expected.from, expected.to);
    case 'number':
      return words.number(expected.from, expected.to);
    case 'size':
      return words.size;
    case 'choice':
      return words.choice(expected.choices);
  }
}
