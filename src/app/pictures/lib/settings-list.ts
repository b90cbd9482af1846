import { composedSize, type StageSettings } from '../../../protocol/engine.ts';
import { formatDecimal } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import type { PortableRecord } from './record.ts';

/** A setting in words. `text` marks free text, which is compared word by word. */
interface SettingLine {
  term: string;
  fact: string;
  text?: true;
}

/** Everything that decides what a picture looks like, in reading order. */
export function settingsList({ request, model }: PortableRecord): SettingLine[] {
  const { prompt, completion = [], negative, seed, prior, decoder, start } = request;
  return [
    { term: texts.viewer.prompt, fact: prompt, text: true },
    { term: texts.completion.added, fact: completion.join(', '), text: true },
    { term: texts.viewer.negative, fact: negative, text: true },
    { term: texts.start.from, fact: startInWords(start) },
    { term: texts.receipt.seed, fact: seed },
    { term: texts.receipt.size, fact: sizeInWords(request) },
    { term: texts.receipt.model, fact: model.name },
    { term: texts.receipt.stages.prior, fact: stageInWords(prior) },
    { term: texts.receipt.stages.decoder, fact: stageInWords(decoder) },
  ];
}

function sizeInWords(request: PortableRecord['request']): string {
  const { width, height, scale } = request;
  const whole = texts.size.pixels(width, height);
  if (scale === undefined) return whole;
  const composed = composedSize(request);
  return texts.larger.size(whole, texts.size.pixels(composed.width, composed.height));
}

/** Digits of a checksum that tell pictures apart. */
const HASH_DIGITS = 12;

function startInWords(start: PortableRecord['request']['start']): string {
  const { words, fromPicture, unknownPicture } = texts.start;
  if (start === undefined) return words;
  const { sha256, mask } = start;
  const strength = formatDecimal(start.strength, 2);
  const picture =
    sha256 === null
      ? unknownPicture(strength)
      : fromPicture(sha256.slice(0, HASH_DIGITS), strength);
  return mask === undefined ? picture : texts.draw.fromPart(picture, mask.feather);
}

function stageInWords({ steps, schedule, guidance, solver }: StageSettings): string {
  return [
    schedule === 'authors' ? texts.advanced.schedules.authors : texts.viewer.steps(steps),
    guidance > 1 ? texts.viewer.guidance(guidance) : texts.viewer.noGuidance,
    texts.advanced.solvers[solver],
  ].join(', ');
}
