import type { PackageAddress } from '../../package/address.ts';
import { readJson, writeJson } from '../../package/store/opfs-files.ts';
import {
  ConversionError,
  type CheckpointPlaces,
  type ConversionOrder,
  type PrecisionOffer,
  type UnfinishedConversion,
} from './api.ts';
import { mapRoles, pickAgain, type OpenCheckpoint } from './checkpoint.ts';
import {
  bytesIn,
  discardConversion,
  discardUnreadable,
  listConversions,
  openConversion,
  ORDER,
  OrderSchema,
  type OrderRecord,
} from './folders.ts';

/** What was ordered, and what has become of it. */

/** Held while something is converted: one at a time, in whichever tab. */
const CONVERSION_LOCK = 'wuerstchen-conversion';

/** @throws ConversionError `in-use` where somebody else holds the lock */
export async function alone<T>(task: () => Promise<T>): Promise<T> {
  const result = await ifFree(task);
  if (result) return result.value;
  const message = 'Another tab is converting a model. Wait for it, or stop it there.';
  throw new ConversionError({ code: 'in-use', path: '', message });
}

const ifFree = <T>(task: () => Promise<T>): Promise<{ value: T } | null> =>
  navigator.locks.request(CONVERSION_LOCK, { ifAvailable: true }, async (lock) =>
    lock ? { value: await task() } : null,
  );

export function recordOf({ places, names }: OpenCheckpoint, offer: PrecisionOffer): OrderRecord {
  // Picked files are gone with the page.
  const stored = (place: CheckpointPlaces['prior']) =>
    place.kind === 'hub' ? place : { kind: place.kind, name: place.name };
  const { id, precision, sourceBytes, keptBytes } = offer;
  return {
    version: 1,
    ...{ id, precision, names, sourceBytes, keptBytes },
    places: mapRoles(places, stored),
    paused: false,
    key: null,
  };
}

export function addressOf({ places }: OpenCheckpoint): PackageAddress {
  const words = (place: CheckpointPlaces['prior']) =>
    place.kind === 'hub' ? `${place.repository}@${place.revision}` : place.name;
  return { kind: 'converted', prior: words(places.prior), decoder: words(places.decoder) };
}

/** Writes an order as begun; whether it was done once is kept. */
export async function noteOrder(order: OrderRecord): Promise<OrderRecord> {
  const { root } = await openConversion(order.id);
  const known = await readJson(root, ORDER, OrderSchema);
  const noted = { ...order, key: known?.key ?? null };
  await keepOrder(noted);
  return noted;
}

export async function keepOrder(order: OrderRecord): Promise<void> {
  const { root } = await openConversion(order.id);
  await writeJson(root, ORDER, order);
}

export async function unfinished(): Promise<UnfinishedConversion[]> {
  // Nobody could go on with them, nor delete them. While one is being converted its order may be half written.
  await ifFree(discardUnreadable);
  const orders = await listConversions();
  const begun = orders.filter(({ key }) => key === null);
  return Promise.all(begun.map(describe));
}

async function describe(order: OrderRecord): Promise<UnfinishedConversion> {
  const { id, precision, names, sourceBytes, keptBytes, paused, places } = order;
  const folders = await openConversion(id);
  const convertedBytes = await bytesIn(folders.shards);
  const usedBytes = convertedBytes + (await bytesIn(folders.sources, folders.files));
  return {
    ...{ id, precision, names, sourceBytes, keptBytes, convertedBytes, usedBytes, paused },
    places: hubPlaces(places),
  };
}

export async function orderOf(key: string): Promise<ConversionOrder> {
  const order = (await listConversions()).find((each) => each.key === key);
  if (!order) throw pickAgain('that it came from');
  const places = mapRoles(order.places, (place) => {
    if (place.kind === 'picked') throw pickAgain(place.name);
    return place;
  });
  return { places, precision: order.precision };
}

/** Null where a folder is among them, which the page has not kept. */
function hubPlaces({ prior, decoder, compressor }: OrderRecord['places']) {
  if (prior.kind !== 'hub' || decoder.kind !== 'hub' || compressor?.kind === 'picked') return null;
  return { prior, decoder, ...(compressor && { compressor }) };
}

/** Deletes what has been fetched and converted. */
export const discard = (id: string): Promise<void> => alone(() => discardConversion(id));
