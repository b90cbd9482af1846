import * as v from 'valibot';
import { evaluateCosts } from '../../diffusion/costs.ts';
import { geometryFor, validSides } from '../../diffusion/geometry.ts';
import type { NetworkName } from '../../package/manifest.ts';
import { AboutSchema, samplingDefaults } from '../about.ts';
import { geometryOf } from '../manifest.ts';
import type { ExportPlan } from '../plan.ts';
import type { PictureCosts } from './api.ts';

/**
 * What a square picture takes with the defaults that a converted model has: of the default size, or the nearest below
 * that the checkpoint allows; null where it allows none.
 */
export function pictureCosts(plan: ExportPlan): PictureCosts | null {
  const about = v.parse(AboutSchema, {});
  const constants = geometryOf(plan, about);
  const side = validSides(constants).findLast((each) => each <= about.size.defaultWidth);
  if (side === undefined) return null;
  const geometry = geometryFor(side, side, constants);
  const { prior, decoder } = samplingDefaults(about);
  const text = plan.configs.priorText.max_position_embeddings;
  const once = (name: NetworkName, halves: 1 | 2) => {
    const { multiplyAdds } = plan.networks.find((network) => network.name === name)!;
    return evaluateCosts(multiplyAdds, { geometry, text, halves });
  };
  const halves = ({ guidance }: { guidance: number }) => (guidance > 1 ? 2 : 1);
  return {
    width: side,
    height: side,
    prior: prior.steps * once('prior-step', halves(prior)),
    decoder: decoder.steps * once('decoder-step', halves(decoder)),
    vqgan: once('vqgan-decode', 1),
  };
}
