import { openOpfs } from '../../package/store/opfs.ts';
import { readJson, writeJson } from '../../package/store/opfs-files.ts';
import type { PackageAddress } from '../../package/address.ts';
import { Room, SPARE_BYTES } from '../../package/store/room.ts';
import type { StoreFiles } from '../../package/store/files.ts';
import { PackageError } from '../../package/source.ts';
import { exportPackage } from '../export.ts';
import {
  CONVERTED_PRECISIONS,
  ConversionError,
  type Converted,
  type CheckpointOffer,
  type CheckpointPlaces,
  type ConversionOrder,
  type ConversionProgress,
  type PrecisionOffer,
  type UnfinishedConversion,
} from './api.ts';
import {
  describeCheckpoint,
  openCheckpoint,
  pickAgain,
  type OpenCheckpoint,
} from './checkpoint.ts';
import { Downloads } from './downloads.ts';
import { suitable } from './faults.ts';
import { webEncoderRuntime } from './encoder-runtime.ts';
import {
  bytesIn,
  discardConversion,
  listConversions,
  openConversion,
  ORDER,
  OrderSchema,
  type OrderRecord,
} from './folders.ts';
import { ConversionMeter } from './meter.ts';
import { inlinePool, workerPool } from './shard-pool.ts';
import { noRoom, StoreSink } from './store-sink.ts';

/** Held while something is converted: one at a time, in whichever tab. */
const CONVERSION_LOCK = 'wuerstchen-conversion';
/** More workers than that would wait for the disk. */
const MOST_WORKERS = 4;

const estimate = () => navigator.storage.estimate();

async function openStore(): Promise<StoreFiles> {
  try {
    return await openOpfs();
  } catch (error) {
    throw new PackageError(
      'no-storage',
      '',
      `This browser gives the page no files of its own: ${String(error)}`,
    );
  }
}

/** Asks the repositories what they have; nothing is stored. */
export async function look(
  places: CheckpointPlaces,
  signal: AbortSignal,
): Promise<CheckpointOffer> {
  const checkpoint = await openCheckpoint(places, signal);
  const offer = await suitable(describeCheckpoint(checkpoint, CONVERTED_PRECISIONS, signal));
  const store = await openStore();
  const { freeBytes } = await new Room(store, estimate).left();
  return { ...offer, freeBytes };
}

/** Makes a package of a checkpoint, in the model store. */
export async function convert(
  order: ConversionOrder,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<Converted> {
  const result = await navigator.locks.request(
    CONVERSION_LOCK,
    { ifAvailable: true },
    async (lock) => (lock ? { converted: await convertAlone(order, signal, onProgress) } : null),
  );
  if (result) return result.converted;
  const message = 'Another tab is converting a model. Wait for it, or stop it there.';
  throw new ConversionError({ code: 'in-use', path: '', message });
}

async function convertAlone(
  { places, precision }: ConversionOrder,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<Converted> {
  const store = await openStore();
  const checkpoint = await openCheckpoint(places, signal);
  const { precisions } = await suitable(describeCheckpoint(checkpoint, [precision], signal));
  const offer = precisions[0]!;
  const folders = await openConversion(offer.id);
  const keep = (changes: Partial<OrderRecord>) =>
    writeJson(folders.root, ORDER, { ...recordOf(checkpoint, offer), ...changes });
  const known = await readJson(folders.root, ORDER, OrderSchema);
  await keep({ key: known?.key ?? null });
  const room = new Room(store, estimate);
  const staged = await bytesIn(folders.sources);
  const sink = new StoreSink({
    folders,
    store,
    signal,
    record: {
      version: 1,
      address: addressOf(checkpoint),
      addedAtMs: Date.now(),
      paused: false,
    },
    async assertRoom(bytes) {
      const free = await room.promised();
      const onTheWay = Math.max(0, offer.peakBytes - offer.keptBytes - staged);
      const needed = bytes === 0 ? 0 : bytes + onTheWay;
      if (free !== null && needed > 0 && needed + SPARE_BYTES > free) throw noRoom(needed, free);
    },
  });
  const meter = new ConversionMeter(offer, onProgress);
  const { repositories, hubs } = checkpoint;
  const downloads = new Downloads({
    hubs,
    repositories,
    folder: folders.sources,
    onBytes: (file, here, received) => meter.fetched(file, here, received),
    onRetry: ({ path }, { error, waitMs }) =>
      meter.trouble({ path, message: error.message, waitMs }),
  });
  // Most of it is here already: the few shards that are not are read from where they are. Their hashes are known.
  const isRepair = known !== null && known.key !== null;
  try {
    const manifest = await exportPackage({
      repositories,
      precision,
      sink,
      ...(!isRepair && { lifecycle: downloads }),
      signal,
      runtime: webEncoderRuntime,
      openPool: (input, plan) =>
        isRepair
          ? inlinePool(plan, sink)
          : workerPool(
              { input, conversion: offer.id },
              Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency)),
            ),
      onResumed: (_, bytes) => meter.resumed(bytes),
      onProgress: (progress) => meter.converted(progress),
    });
    await keep({ key: sink.key });
    await discardSources(offer.id);
    return { key: sink.key!, manifest };
  } catch (error) {
    if (signal.aborted) await keep({ paused: true });
    throw error;
  }
}

/** The order stays as long as the package: what is damaged can be made anew. */
async function discardSources(id: string): Promise<void> {
  const { root } = await openConversion(id);
  for (const name of ['sources', 'shards', 'files'])
    await root.removeEntry(name, { recursive: true });
}

function recordOf({ places, names }: OpenCheckpoint, offer: PrecisionOffer): OrderRecord {
  // Picked files are gone with the page.
  const stored = (place: CheckpointPlaces['prior']) =>
    place.kind === 'hub' ? place : { kind: place.kind, name: place.name };
  const { id, precision, sourceBytes, keptBytes } = offer;
  return {
    version: 1,
    ...{ id, precision, names, sourceBytes, keptBytes },
    places: { prior: stored(places.prior), decoder: stored(places.decoder) },
    paused: false,
    key: null,
  };
}

function addressOf({ places }: OpenCheckpoint): PackageAddress {
  const words = (place: CheckpointPlaces['prior']) =>
    place.kind === 'hub' ? `${place.repository}@${place.revision}` : place.name;
  return { kind: 'converted', prior: words(places.prior), decoder: words(places.decoder) };
}

export async function unfinished(): Promise<UnfinishedConversion[]> {
  const orders = await listConversions();
  const begun = orders.filter(({ key }) => key === null);
  return Promise.all(begun.map(describe));
}

async function describe(order: OrderRecord): Promise<UnfinishedConversion> {
  const { id, precision, names, sourceBytes, keptBytes, paused, places } = order;
  const folders = await openConversion(id);
  const convertedBytes = await bytesIn(folders.shards);
  const usedBytes = convertedBytes + (await bytesIn(folders.sources, folders.files));
  const { prior, decoder } = places;
  const isHub = prior.kind === 'hub' && decoder.kind === 'hub';
  return {
    ...{ id, precision, names, sourceBytes, keptBytes, convertedBytes, usedBytes, paused },
    places: isHub ? { prior, decoder } : null,
  };
}

export async function orderOf(key: string): Promise<ConversionOrder> {
  const order = (await listConversions()).find((each) => each.key === key);
  if (!order) throw pickAgain('that it came from');
  const { prior, decoder } = order.places;
  if (prior.kind === 'picked') throw pickAgain(prior.name);
  if (decoder.kind === 'picked') throw pickAgain(decoder.name);
  return { places: { prior, decoder }, precision: order.precision };
}

/** Deletes what has been fetched and converted. */
export async function discard(id: string): Promise<void> {
  const result = await navigator.locks.request(
    CONVERSION_LOCK,
    { ifAvailable: true },
    async (lock) => {
      if (!lock) return null;
      await discardConversion(id);
      return true;
    },
  );
  if (result) return;
  const message = 'It is being converted in another tab.';
  throw new ConversionError({ code: 'in-use', path: '', message });
}
