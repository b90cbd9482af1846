import { readFileSync } from 'node:fs';
import { nearestValidSizes, validSides } from '../../src/diffusion/geometry.ts';
import type { Manifest, SamplingDefaults } from '../../src/package/manifest.ts';
import type { StageSettings } from '../../src/protocol/engine.ts';
import { readPictureSettings } from '../../src/share/picture-file.ts';
import { readText } from '../../src/share/picture-texts.ts';
import { PngError } from '../../src/share/png-error.ts';
import type { SettingProblem, SettingsReading, SharedSettings } from '../../src/share/settings.ts';
import type { PictureFlags } from './request.ts';

/**
 * The settings in a picture of any program, or in a text.
 * @throws Error naming the file: missing, damaged, or without settings
 */
export async function readSettingsOf(path: string): Promise<SettingsReading> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.from(readFileSync(path));
  } catch (error) {
    throw new Error(`${path}: expected a picture or a text with settings, found no such file.`, {
      cause: error,
    });
  }
  const reading = await readPictureSettings(bytes).catch((error: unknown) => {
    if (!(error instanceof PngError)) throw error;
    if (error.fault === 'not-png') return readText(new TextDecoder().decode(bytes));
    throw new Error(`${path} is damaged: ${error.message}`, { cause: error });
  });
  if (reading === null) throw new Error(`${path} holds no settings.`);
  return reading;
}

/** What `--settings-of` prints: the settings by their usual names, and what was not taken. */
export function describeSettings({ settings, problems, modelName, program }: SettingsReading) {
  const { prior, strength, model, from, ...others } = settings;
  return {
    program: program ?? null,
    ...others,
    ...prior,
    ...(strength !== undefined && { strength }),
    model: model ?? null,
    modelName,
    ...(from !== undefined && { from }),
    notTaken: problems.map(describeProblem),
  };
}

/**
 * Flags that paint with these settings, as far as a package can: sizes, steps, guidance and solvers that it lacks are
 * replaced by the nearest it has.
 * @param onLine hears what was not taken, a line each
 */
export function flagsLike(
  reading: SettingsReading,
  manifest: Manifest,
  onLine: (line: string) => void,
): Omit<PictureFlags, 'preset'> & { seed?: string; strength?: number } {
  const { settings, problems, modelName, program } = reading;
  const { prompt = '', negative = '', completion, seed, strength, model } = settings;
  for (const { key, value, reason } of problems.map(describeProblem)) {
    onLine(`Not taken: ${key}${value && ` “${value}”`} (${reason})`);
  }
  if (model === undefined ? modelName !== null : model !== manifest.id) {
    const made = program === undefined ? '' : ` by ${program}`;
    onLine(`Painted${made} with the model “${modelName ?? model}”, not with “${manifest.name}”.`);
  }
  const prior = held(settings.prior, manifest.prior.sampling, 'Stage C', onLine);
  const decoder = held(settings.decoder, manifest.decoder.sampling, 'Stage B', onLine);
  const size = sizeFor(settings, manifest, onLine);
  return {
    prompt,
    negative,
    completion: completion ?? false,
    ...(seed !== undefined && { seed }),
    ...(strength !== undefined && { strength }),
    ...(size !== null && { size }),
    ...prior,
    ...(decoder.steps !== undefined && { decoderSteps: decoder.steps }),
    ...(decoder.guidance !== undefined && { decoderGuidance: decoder.guidance }),
    ...(decoder.schedule !== undefined && { decoderSchedule: decoder.schedule }),
    ...(decoder.solver !== undefined && { decoderSolver: decoder.solver }),
  };
}

/** Within what the package allows. */
function held(
  settings: Partial<StageSettings> = {},
  { maxSteps, maxGuidance, solvers }: SamplingDefaults,
  stage: string,
  onLine: (line: string) => void,
): Partial<StageSettings> {
  const { solver, ...taken } = settings;
  if (taken.steps !== undefined && taken.steps > maxSteps) {
    onLine(
      `${stage}: ${taken.steps} steps are more than the package allows; ${maxSteps} are used.`,
    );
    taken.steps = maxSteps;
  }
  if (taken.guidance !== undefined && taken.guidance > maxGuidance) {
    onLine(
      `${stage}: guidance ${taken.guidance} is more than the package allows; ${maxGuidance} is used.`,
    );
    taken.guidance = maxGuidance;
  }
  if (solver === undefined) return taken;
  if (solvers.includes(solver)) return { ...taken, solver };
  onLine(`${stage}: the package has no solver ${solver}; its own is used.`);
  return taken;
}

function sizeFor(
  { width, height }: SharedSettings,
  { geometry }: Manifest,
  onLine: (line: string) => void,
): { width: number; height: number } | null {
  if (width === undefined || height === undefined) return null;
  const most = validSides(geometry).at(-1) ?? geometry.maxSide;
  const scale = Math.min(1, most / Math.max(width, height));
  const [nearest] = nearestValidSizes(width * scale, height * scale, geometry);
  if (nearest === undefined) return null;
  if (nearest.width !== width || nearest.height !== height) {
    onLine(
      `Size: the package paints no ${width}x${height}; ${nearest.width}x${nearest.height} is used.`,
    );
  }
  return { width: nearest.width, height: nearest.height };
}

function describeProblem({ key, value, expected }: SettingProblem) {
  return { key, value, reason: reasonOf(expected) };
}

function reasonOf(expected: SettingProblem['expected']): string {
  switch (expected.kind) {
    case 'integer':
    case 'number':
      return `expected a${expected.kind === 'integer' ? ' whole' : ''} number from ${expected.from} to ${expected.to}`;
    case 'choice':
      return `expected one of ${expected.choices.join(', ')}`;
    case 'length':
      return `expected at most ${expected.max} characters`;
    case 'size':
      return 'expected a size such as 512x768';
    case 'json':
      return 'expected complete JSON';
    case 'random':
      return 'a random seed';
    case 'nothing':
      return 'there is nothing like it here';
    case 'plain-graph':
      return 'the graph does not say it plainly';
    case 'version':
    case 'percent-encoding':
      return 'expected another spelling';
  }
}
