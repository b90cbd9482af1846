import { openOpfs } from '../../package/store/opfs.ts';
import { Room, SPARE_BYTES } from '../../package/store/room.ts';
import type { StoreFiles } from '../../package/store/files.ts';
import { PackageError } from '../../package/source.ts';
import { planExport, writePackage, type PlannedExport } from '../export.ts';
import { openInPlace } from '../open-in-place.ts';
import type { SourceLifecycle } from '../ports.ts';
import {
  type Converted,
  type CheckpointOffer,
  type CheckpointPlaces,
  type CheckpointVersion,
  type ConversionOrder,
  type ConversionProgress,
  type PrecisionOffer,
} from './api.ts';
import { describeCheckpoint, offerFor, openCheckpoint, type OpenCheckpoint } from './checkpoint.ts';
import { Downloads } from './downloads.ts';
import { goneWithin, suitable, toFault } from './faults.ts';
import { webEncoderRuntime } from './encoder-runtime.ts';
import { bytesIn, openConversion, type OrderRecord } from './folders.ts';
import { ConversionMeter } from './meter.ts';
import { addressOf, alone, keepOrder, noteOrder, recordOf } from './orders.ts';
import { inlinePool, workerPool } from './shard-pool.ts';
import { noRoom, StoreSink } from './store-sink.ts';

/** More workers than that would wait for the disk. */
const MOST_WORKERS = 4;

/** With three cores or more one is left to the page, which would have to wait for its turn. */
const workersFor = (cores: number) =>
  Math.max(1, Math.min(MOST_WORKERS, cores > 2 ? cores - 1 : cores));
/** Of a package that was complete: with less than this share missing, the bytes it needs are read where they are. */
const REPAIR_SHARE = 0.25;

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

/** What was looked at last, by order: so it can be paused before it has been planned. */
const looked = new Map<string, OrderRecord>();
const nameOf = ({ places, precision }: ConversionOrder) => JSON.stringify([places, precision]);

/**
 * Asks the repositories what they have; nothing is stored. Encoders of pictures that cannot be had are no obstacle: the
 * model paints from words without them.
 */
export async function look(
  places: CheckpointPlaces,
  signal: AbortSignal,
): Promise<CheckpointOffer> {
  const { compressor, ...words } = places;
  const checkpoint = await openCheckpoint(words, signal);
  const offer = await suitable(describeCheckpoint(checkpoint, signal));
  looked.clear();
  noteLooked(checkpoint, offer);
  const images = compressor && (await lookAtImages(checkpoint.places, compressor, signal));
  const store = await openStore();
  const { freeBytes } = await new Room(store, estimate).left();
  return { ...offer, withImages: null, imagesFault: null, ...images, freeBytes };
}

async function lookAtImages(
  words: CheckpointPlaces,
  compressor: CheckpointPlaces['prior'],
  signal: AbortSignal,
): Promise<Pick<CheckpointOffer, 'withImages' | 'imagesFault'>> {
  try {
    const checkpoint = await openCheckpoint({ ...words, compressor }, signal);
    const described = await suitable(describeCheckpoint(checkpoint, signal));
    noteLooked(checkpoint, described);
    return { withImages: described, imagesFault: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { withImages: null, imagesFault: toFault(error) };
  }
}

function noteLooked(checkpoint: OpenCheckpoint, { places, precisions }: CheckpointVersion): void {
  // Picked files cannot be gone on with: nothing is to be noted of them before there is something.
  if (Object.keys(checkpoint.hubs).length === 0) return;
  for (const each of precisions) {
    const order = { places, precision: each.precision };
    looked.set(nameOf(order), recordOf(checkpoint, each));
  }
}

/** Makes a package of a checkpoint, in the model store. */
export const convert = (
  order: ConversionOrder,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<Converted> => alone(() => convertAlone(order, signal, onProgress));

async function convertAlone(
  order: ConversionOrder,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<Converted> {
  const store = await openStore();
  const early = looked.get(nameOf(order));
  let noted = early ? await noteOrder(early) : null;
  try {
    const { places, precision } = order;
    const checkpoint = await openCheckpoint(places, signal);
    const planned = await suitable(planExport(checkpoint.repositories, { precision }, signal));
    try {
      const offer = await offerFor(checkpoint, precision, planned.plan);
      noted = await noteOrder(recordOf(checkpoint, offer));
      const given = { store, checkpoint, planned, offer, isRepair: noted.key !== null };
      const converted = await write(given, signal, onProgress);
      await keepOrder({ ...noted, key: converted.key });
      await discardSources(offer.id);
      return converted;
    } finally {
      await planned.close();
    }
  } catch (error) {
    if (signal.aborted && noted) await keepOrder({ ...noted, paused: true });
    throw signal.aborted ? error : goneWithin(order.places, error);
  }
}

interface Given {
  store: StoreFiles;
  checkpoint: OpenCheckpoint;
  planned: PlannedExport;
  offer: PrecisionOffer;
  /** The package has been complete before. */
  isRepair: boolean;
}

async function write(
  { store, checkpoint, planned, offer, isRepair }: Given,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<Converted> {
  const { repositories, hubs } = checkpoint;
  const folders = await openConversion(offer.id);
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
      conversion: offer.id,
    },
    async assertRoom(bytes) {
      const free = await room.promised();
      const onTheWay = Math.max(0, offer.peakBytes - offer.keptBytes - staged);
      const needed = bytes === 0 ? 0 : bytes + onTheWay;
      if (free !== null && needed > 0 && needed + SPARE_BYTES > free) throw noRoom(needed, free);
    },
  });
  const meter = new ConversionMeter(offer, onProgress);
  const downloads = new Downloads({
    hubs,
    repositories,
    folder: folders.sources,
    onBytes: (file, here, received) => meter.fetched(file, here, received),
    onRetry: ({ path }, { error, waitMs }) =>
      meter.trouble({ path, message: error.message, waitMs }),
  });
  let sources: SourceLifecycle = downloads;
  const manifest = await writePackage(planned, {
    sink,
    lifecycle: {
      acquire: (file, signal) => sources.acquire(file, signal),
      release: (file, isDone) => sources.release(file, isDone),
    },
    signal,
    runtime: webEncoderRuntime,
    openPool(input, plan, bytes) {
      if (isRepair && bytes < REPAIR_SHARE * offer.keptBytes) {
        sources = openInPlace(repositories);
        return inlinePool(plan, sink);
      }
      const workers = workersFor(navigator.hardwareConcurrency);
      return workerPool({ input, conversion: offer.id }, workers);
    },
    onResumed: (_, bytes) => meter.resumed(bytes),
    onProgress: (progress) => meter.converted(progress),
  });
  return { key: sink.key!, manifest };
}

/** The order stays as long as the package: what is damaged can be made anew. */
async function discardSources(id: string): Promise<void> {
  const { root } = await openConversion(id);
  for (const name of ['sources', 'shards', 'files'])
    await root.removeEntry(name, { recursive: true });
}
