import {
  ConversionError,
  type CheckpointPlaces,
  type ConversionFault,
  type ConvertedPrecision,
  type PickedFile,
} from '../../../exporter/browser/api.ts';
import type { Converter } from '../../../exporter/browser/client.ts';
import type { ModelStore } from '../../../package/store/api.ts';
import { askToPersist } from '../../state/persistence.ts';
import { announce } from '../../state/announcer.ts';
import { texts } from '../../i18n/texts.ts';
import { chooseModel, storeUrl } from '../../state/chosen.ts';
import { refreshModels } from '../models.ts';
import { useConversions } from '../models-state.ts';
import { forgetOutcome } from '../packages.ts';
import { tellTabs } from '../tabs.ts';
import { originOf, RateReadings } from './download-rates.ts';
import { keepAwake } from './keep-awake.ts';
import { currentPlaces, isSamePlaces } from './published.ts';

export type { ConversionJob } from './conversion-slice.ts';
export { useConversions };

/** What conversions work with. */
export interface ConversionServices {
  converter: Converter;
  store: ModelStore;
}

const STORED_AS = 'wuerstchen.converting';

let looks = 0;
let running: AbortController | null = null;

/** Goes on with what a reload or a crash has interrupted; returns how to stop. */
export function startConversions(services: ConversionServices): () => void {
  const online = () => {
    if (useConversions.getState().fault?.code === 'network') void resumeLatest(services);
  };
  addEventListener('online', online);
  if (wasConverting()) void resumeLatest(services);
  return () => removeEventListener('online', online);
}

export async function refreshConversions({ converter }: ConversionServices): Promise<void> {
  try {
    const unfinished = await converter.call('unfinished', null);
    useConversions.setState({ unfinished });
  } catch {
    // Where nothing can be kept, nothing has been begun.
    useConversions.setState({ unfinished: [] });
  }
}

async function resumeLatest(services: ConversionServices): Promise<void> {
  await refreshConversions(services);
  const { unfinished, job } = useConversions.getState();
  const begun = unfinished?.find(({ paused, places }) => !paused && places !== null);
  if (begun?.places && !job) await convert(services, begun.places, begun.precision);
}

/** Asks both repositories, or a folder, what they have. */
export async function lookAtCheckpoint(
  { converter }: ConversionServices,
  places: CheckpointPlaces,
): Promise<void> {
  const own = ++looks;
  useConversions.setState({ looking: { kind: 'asking', places } });
  try {
    const offer = await converter.call('look', places);
    if (own === looks) useConversions.setState({ looking: { kind: 'offer', offer } });
  } catch (error) {
    refuseCheckpoint(own, toFault(error));
  }
}

/** Finds both repositories in a folder that was picked or dropped, and looks what they have. */
export async function lookInFolder(
  services: ConversionServices,
  name: string,
  files: readonly PickedFile[],
): Promise<void> {
  const own = ++looks;
  try {
    const places = await services.converter.call('placesIn', { name, files });
    if (own === looks) await lookAtCheckpoint(services, places);
  } catch (error) {
    refuseCheckpoint(own, toFault(error));
  }
}

function refuseCheckpoint(own: number, fault: ConversionFault): void {
  if (own === looks) useConversions.setState({ looking: { kind: 'fault', fault } });
}

export function closeCheckpoint(): void {
  looks += 1;
  useConversions.setState({ looking: { kind: 'none' } });
}

/** Begins, or goes on. */
export async function convert(
  services: ConversionServices,
  places: CheckpointPlaces,
  precision: ConvertedPrecision,
): Promise<void> {
  if (running) return;
  const { converter, store } = services;
  const abort = new AbortController();
  running = abort;
  closeCheckpoint();
  useConversions.setState({
    job: { places, precision, progress: null, isPausing: false },
    fault: null,
    failed: null,
    done: null,
  });
  noteConverting(true);
  // The browser may ask the person; nothing waits for the answer.
  void askToPersist();
  const letSleep = keepAwake();
  const origin = originOf(places);
  const rates = new RateReadings();
  try {
    const { key, manifest } = await converter.call(
      'convert',
      { places, precision },
      {
        signal: abort.signal,
        onProgress: (progress) => {
          useConversions.setState(({ job }) => ({ job: job && { ...job, progress } }));
          rates.add(progress.bytesPerSecond);
          tellTabs({ kind: 'conversion', progress });
        },
      },
    );
    noteConverting(false);
    useConversions.setState({ done: key });
    announce(texts.conversion.done(manifest.name));
    notify(texts.conversion.done(manifest.name));
  } catch (error) {
    if (abort.signal.aborted) noteConverting(false);
    else useConversions.setState({ fault: toFault(error), failed: places });
  } finally {
    letSleep();
    if (origin !== null) rates.keep(origin);
    running = null;
    useConversions.setState({ job: null });
  }
  await refreshConversions(services);
  await refreshModels(store);
  tellTabs({ kind: 'changed' });
}

export function pauseConversion(): void {
  useConversions.setState(({ job }) => ({ job: job && { ...job, isPausing: true } }));
  running?.abort();
}

export async function discardConversion(services: ConversionServices, id: string): Promise<void> {
  try {
    await services.converter.call('discard', id);
    useConversions.setState({ fault: null });
    announce(texts.conversion.discarded);
  } catch (error) {
    useConversions.setState({ fault: toFault(error) });
  }
  await refreshConversions(services);
}

/** The version that was begun with is gone: what came of it is deleted, and the current one is looked at. */
export async function startOver(services: ConversionServices): Promise<void> {
  const { failed, unfinished } = useConversions.getState();
  if (!failed) return;
  for (const { id, places } of unfinished ?? []) {
    if (isSamePlaces(places, failed)) await discardConversion(services, id);
  }
  useConversions.setState({ fault: null, failed: null });
  await lookAtCheckpoint(services, currentPlaces(failed));
}

/** Makes the damaged parts of a converted package anew. */
export async function repairConverted(services: ConversionServices, key: string): Promise<void> {
  // What an earlier conversion has said no longer holds.
  useConversions.setState({ done: null, fault: null });
  forgetOutcome(key);
  try {
    const { places, precision } = await services.converter.call('orderOf', key);
    await convert(services, places, precision);
  } catch (error) {
    useConversions.setState({ fault: toFault(error) });
  }
}

export function paintWithConverted(key: string): void {
  useConversions.setState({ done: null });
  chooseModel(storeUrl(key));
}

function toFault(error: unknown): ConversionFault {
  if (error instanceof ConversionError) return error.fault;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', path: '', message };
}

/** A visit without an interrupted conversion need not start its worker. */
function wasConverting(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== null;
  } catch {
    return false;
  }
}

function noteConverting(is: boolean): void {
  try {
    if (is) localStorage.setItem(STORED_AS, 'yes');
    else localStorage.removeItem(STORED_AS);
  } catch {
    // Then it goes on by hand, on the page of models.
  }
}

/** Only where the person has allowed it before: nobody is asked for this. */
function notify(text: string): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  if (document.visibilityState === 'visible') return;
  try {
    new Notification(texts.app.name, { body: text });
  } catch {
    // Some phones show notifications through their service worker only.
  }
}
