import type {
  CheckpointPlaces,
  ConvertedPrecision,
  HubPlace,
} from '../../../exporter/browser/api.ts';
import { HUB_ENDPOINT } from '../../../exporter/browser/api.ts';

/** What is known of the published model before anybody is asked. */

/** Where on the page of models it is offered. */
export const PUBLISHED_SECTION = 'models-published';

/** The weights that a conversion reads: six files of two repositories; the encoder of pictures has 0.08e9 more. */
export const PUBLISHED_SOURCE_BYTES = 12.45e9;

/** What stays on the device. `npm run models -- inspect` prints the same for a checkpoint of the published layout. */
export const PUBLISHED_KEPT_BYTES: Readonly<Record<ConvertedPrecision, number>> = {
  q4: 1.8e9,
  q8: 3.1e9,
  f16: 5.7e9,
};

/** The branch of a repository's latest version. */
const CURRENT = 'main';

const REPOSITORY = /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@([\w.-]+))?$/;

/** What a person has typed: the repositories, and the server that has them. */
export interface TypedCheckpoint {
  prior: string;
  decoder: string;
  /** May be empty: the model paints from words only. */
  compressor: string;
  endpoint: string;
}

export const PUBLISHED: TypedCheckpoint = {
  prior: 'warp-ai/wuerstchen-prior',
  decoder: 'warp-ai/wuerstchen',
  compressor: 'warp-ai/EfficientNetEncoder',
  endpoint: HUB_ENDPOINT,
};

export type CheckpointProblem = keyof TypedCheckpoint;

/** Reads `owner/name` or `owner/name@revision` for each repository, and the address of the Hub or of a mirror. */
export function readCheckpoint(
  typed: TypedCheckpoint,
): { places: CheckpointPlaces } | { problem: CheckpointProblem } {
  const endpoint = readEndpoint(typed.endpoint);
  if (endpoint === null) return { problem: 'endpoint' };
  const prior = readPlace(typed.prior, endpoint);
  if (prior === null) return { problem: 'prior' };
  const decoder = readPlace(typed.decoder, endpoint);
  if (decoder === null) return { problem: 'decoder' };
  if (typed.compressor.trim() === '') return { places: { prior, decoder } };
  const compressor = readPlace(typed.compressor, endpoint);
  if (compressor === null) return { problem: 'compressor' };
  return { places: { prior, decoder, compressor } };
}

function readPlace(text: string, endpoint: string): HubPlace | null {
  const match = REPOSITORY.exec(text.trim());
  if (!match) return null;
  return { kind: 'hub', endpoint, repository: match[1]!, revision: match[2] ?? CURRENT };
}

/** Whether both name the same versions. */
export const isSamePlaces = (a: CheckpointPlaces | null, b: CheckpointPlaces | null) =>
  a !== null && JSON.stringify(a) === JSON.stringify(b);

/** The same repositories, whatever they have now. */
export function currentPlaces({ prior, decoder, compressor }: CheckpointPlaces): CheckpointPlaces {
  const current = (place: CheckpointPlaces['prior']) =>
    place.kind === 'hub' ? { ...place, revision: CURRENT } : place;
  return {
    prior: current(prior),
    decoder: current(decoder),
    ...(compressor && { compressor: current(compressor) }),
  };
}

/** Encrypted, or this machine. */
function readEndpoint(text: string): string | null {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return null;
  const { protocol, hostname, username, origin, pathname } = new URL(trimmed);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (username !== '' || !(protocol === 'https:' || (protocol === 'http:' && isHere))) return null;
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

/** The server that is asked, for people. */
export function hostOfPlaces({ prior }: CheckpointPlaces): string {
  return prior.kind === 'hub' ? new URL(prior.endpoint).host : prior.name;
}
