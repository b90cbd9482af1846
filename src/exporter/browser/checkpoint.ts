import { HubClient } from '../../hub/client.ts';
import { isCommit, type Hub, type HubFile } from '../../hub/api.ts';
import { toHex } from '../../package/hex.ts';
import { ExportPlan } from '../plan.ts';
import { readPlanInput, sourceTables, type Repositories } from '../plan-input.ts';
import { plannedBytes } from '../plan-networks.ts';
import type { RepositoryRole } from '../ports.ts';
import { TensorReader } from '../weights/tensor-reader.ts';
import {
  CONVERTED_PRECISIONS,
  ConversionError,
  type CheckpointNames,
  type CheckpointOffer,
  type CheckpointPlaces,
  type CheckpointVersion,
  type ConvertedPrecision,
  type HubPlace,
  type PictureCosts,
  type PickedPlace,
  type PrecisionOffer,
} from './api.ts';
import { pictureCosts } from '../picture-costs.ts';
import { hubRepository, pickedRepository } from './sources.ts';

const ROLES = ['prior', 'decoder', 'compressor'] as const;
const COMMIT_DIGITS = 12;

/** The repositories, opened at one commit each. */
export interface OpenCheckpoint {
  /** Pinned. */
  places: CheckpointPlaces;
  names: CheckpointNames;
  repositories: Repositories;
  hubs: Partial<Record<RepositoryRole, { hub: Hub; files: ReadonlyMap<string, HubFile> }>>;
}

/** Asks each repository what it has: its commit and its list of files. */
export async function openCheckpoint(
  places: CheckpointPlaces,
  signal?: AbortSignal,
): Promise<OpenCheckpoint> {
  const open = (place: HubPlace | PickedPlace) => openPlace(place, signal);
  const [prior, decoder, compressor] = await Promise.all([
    open(places.prior),
    open(places.decoder),
    places.compressor && open(places.compressor),
  ]);
  const all = { prior, decoder, ...(compressor && { compressor }) };
  const hubs: OpenCheckpoint['hubs'] = {};
  for (const role of ROLES) {
    const hub = all[role]?.hub;
    if (hub) hubs[role] = hub;
  }
  return {
    places: mapRoles(all, ({ place }) => place),
    names: mapRoles(all, ({ place }) => nameOf(place)),
    repositories: mapRoles(all, ({ repository }) => repository),
    hubs,
  };
}

/** The same of every repository. */
export function mapRoles<A, B>(
  { prior, decoder, compressor }: { prior: A; decoder: A; compressor?: A | undefined },
  change: (each: A) => B,
): { prior: B; decoder: B; compressor?: B } {
  return {
    prior: change(prior),
    decoder: change(decoder),
    ...(compressor !== undefined && { compressor: change(compressor) }),
  };
}

async function openPlace(place: HubPlace | PickedPlace, signal?: AbortSignal) {
  if (place.kind === 'picked') {
    return { place, repository: pickedRepository(place), hub: null };
  }
  const hub = new HubClient({ endpoint: place.endpoint });
  const revision = isCommit(place.revision)
    ? place.revision
    : await hub.resolveCommit(place.repository, place.revision, signal);
  const pinned: HubPlace = { ...place, revision };
  const key = JSON.stringify(pinned);
  const repository = pinnedRepositories.get(key) ?? (await hubRepository(hub, pinned, signal));
  pinnedRepositories.set(key, repository);
  return { place: pinned, repository, hub: { hub, files: repository.files } };
}

/** What has been looked at is mostly converted next: a commit's lists, configs and headers are asked for once. */
const pinnedRepositories = new Map<string, Awaited<ReturnType<typeof hubRepository>>>();

/** `warp-ai/wuerstchen at 0123456789ab`, or the name of a folder. */
function nameOf(place: HubPlace | PickedPlace): string {
  if (place.kind === 'picked') return place.name;
  return `${place.repository} at ${place.revision.slice(0, COMMIT_DIGITS)}`;
}

export function pickAgain(name: string): ConversionError {
  const message = `The folder ${name} has to be chosen again: a page may not keep it.`;
  return new ConversionError({ code: 'pick-again', path: '', message });
}

/**
 * What the checkpoint costs at each precision, from its configs and headers.
 * @throws Error naming what does not fit
 */
export async function describeCheckpoint(
  open: OpenCheckpoint,
  signal?: AbortSignal,
): Promise<CheckpointVersion & Pick<CheckpointOffer, 'costs'>> {
  const precisions: PrecisionOffer[] = [];
  let parameters = 0;
  let costs: PictureCosts | null = null;
  for (const precision of CONVERTED_PRECISIONS) {
    const input = await readPlanInput(open.repositories, { precision }, signal);
    const plan = new ExportPlan(input, new TensorReader());
    parameters = plan.networks.reduce((sum, network) => sum + network.parameters, 0);
    costs = pictureCosts(plan);
    precisions.push(await offerFor(open, precision, plan));
  }
  const { places, names } = open;
  return { places, names, parameters, costs, precisions };
}

/** What one precision costs, by its plan. */
export async function offerFor(
  { places, hubs }: OpenCheckpoint,
  precision: ConvertedPrecision,
  { input, networks }: ExportPlan,
): Promise<PrecisionOffer> {
  const keptBytes = plannedBytes(networks);
  const largestStageBytes = Math.max(...networks.map((network) => plannedBytes([network])));
  const files = sourceTables(input).flatMap(({ table }) => table.files);
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  const sourceBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  // One that is converted, and the next one, which is fetched meanwhile.
  const isFetched = Object.keys(hubs).length > 0;
  const held = isFetched ? [...sizes].sort((a, b) => b - a).slice(0, 2) : [];
  const peakBytes = keptBytes + held.reduce((sum, bytes) => sum + bytes, 0);
  const versions = files.map(({ path, sizeBytes, version }) => [path, sizeBytes, version]);
  const commits = ROLES.flatMap((role) => {
    const place = places[role];
    if (place === undefined) return [];
    return [place.kind === 'hub' ? [place.repository, place.revision] : place.name];
  });
  const text = new TextEncoder().encode(JSON.stringify({ precision, versions, commits }));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  const id = toHex(digest).slice(0, 24);
  return { precision, id, sourceBytes, keptBytes, largestStageBytes, peakBytes };
}
