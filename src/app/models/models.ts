import { formatAddress, isFetchable, isFrom, type PackageAddress } from '../../package/address.ts';
import {
  StoreError,
  type ModelStore,
  type StoreProgress,
  type Where,
} from '../../package/store/api.ts';
import { askToPersist } from '../state/persistence.ts';
import { announce } from '../state/announcer.ts';
import { texts } from '../i18n/texts.ts';
import { showConversionElsewhere } from './conversion/elsewhere.ts';
import { answerAsked, chooseDefault, chooseModel, storeUrl, useChosen } from '../state/chosen.ts';
import { forgetInterrupted, noteInterrupted, wasInterrupted } from './interrupted.ts';
import { useModels, type Job, type Place } from './models-state.ts';
import { complain, isIn, isListed, nameOf, note, setJob, toFault } from './packages.ts';
import { followTabs, tellTabs } from './tabs.ts';

const aborts = new Map<string, AbortController>();
let looks = 0;

/** Follows other tabs, and goes on with what a reload or a crash has interrupted; returns how to stop. */
export function startModels(store: ModelStore): () => void {
  const stop = followTabs({
    changed: () => void refreshModels(store),
    progress: (key, progress) => {
      showCard(store, key);
      showElsewhere(key, progress);
    },
    conversion: showConversionElsewhere,
  });
  const online = () => void resumeFailed(store);
  addEventListener('online', online);
  if (wasInterrupted() || useChosen.getState().asked !== null) void begin(store);
  return () => {
    stop();
    removeEventListener('online', online);
  };
}

async function begin(store: ModelStore): Promise<void> {
  await refreshModels(store);
  const packages = useModels.getState().state?.packages ?? [];
  const { asked } = useChosen.getState();
  // The latest of several: a branch may have been several commits.
  const here = packages.findLast(
    ({ address, complete }) => asked !== null && complete && isFrom(address, asked),
  );
  if (here) {
    answerAsked();
    chooseModel(storeUrl(here.key));
  }
  for (const { key, complete, paused, address } of packages) {
    if (complete || paused || !isFetchable(address)) continue;
    void install(store, key).then(() => {
      // Another tab is at it already: nothing was asked for here, so nothing is complained about.
      const outcome = useModels.getState().outcomes[key];
      if (outcome?.kind === 'fault' && outcome.fault.code === 'in-use') note(key, null);
    });
  }
}

export async function refreshModels(store: ModelStore): Promise<void> {
  try {
    const state = await store.state();
    useModels.setState(({ looking }) => ({
      state,
      ...(looking.kind === 'starting' && isIn(state, looking.offer.key) && NOT_LOOKING),
    }));
  } catch (error) {
    useModels.setState({
      state: { available: false, packages: [], usedBytes: 0, freeBytes: null },
      looking: { kind: 'fault', fault: toFault(error), at: null },
    });
  }
}

const NOT_LOOKING = { looking: { kind: 'none' } } as const;

/** Asks a source what it has. */
export async function lookAt(store: ModelStore, where: Where, at: Place = null): Promise<void> {
  const own = ++looks;
  useModels.setState({ looking: { kind: 'asking', where, at } });
  try {
    const offer = await store.look(where);
    if (own === looks) useModels.setState({ looking: { kind: 'offer', offer, where, at } });
  } catch (error) {
    if (own === looks) {
      const asked = formatAddress(where.address);
      useModels.setState({ looking: { kind: 'fault', fault: toFault(error), at, asked } });
    }
  }
}

export function refuseAddress(text: string): void {
  looks += 1;
  const message = texts.models.add.noAddress(text);
  useModels.setState({
    looking: { kind: 'fault', fault: { code: 'bad-address', path: '', message }, at: null },
  });
}

export function closeOffer(): void {
  looks += 1;
  useModels.setState(NOT_LOOKING);
}

/** Installs what was looked at. */
export async function acceptOffer(store: ModelStore): Promise<void> {
  const { looking } = useModels.getState();
  if (looking.kind !== 'offer') return;
  const { offer, where, at } = looking;
  useModels.setState({ looking: { kind: 'starting', offer, at } });
  // The browser may ask the person; the download need not wait for the answer.
  void askToPersist();
  await install(store, offer.key, { address: offer.address, ...withLocal(where) });
}

/** Downloads what is missing: the first time, after a pause, after damage. */
export async function install(store: ModelStore, key: string, where?: Where): Promise<void> {
  await work(store, key, 'install', async (signal, onProgress) => {
    noteInterrupted();
    const result = await store.install({ key, ...(where && { where }) }, signal, onProgress);
    if (result.kind === 'installed') announce(texts.models.installed(nameOf(key)));
  });
  const packages = useModels.getState().state?.packages ?? [];
  if (!packages.some(({ complete, paused }) => !complete && !paused)) forgetInterrupted();
}

export function pause(key: string): void {
  aborts.get(key)?.abort();
}

/** Reads all files again; what is damaged can be repaired by `install`. */
export async function verify(store: ModelStore, key: string): Promise<void> {
  await work(store, key, 'verify', async (signal, onProgress) => {
    const { damaged } = await store.verify(key, signal, onProgress);
    note(key, { kind: damaged.length === 0 ? 'intact' : 'damaged' });
    announce(damaged.length === 0 ? texts.models.intact : texts.models.damaged);
  });
}

export async function remove(store: ModelStore, key: string): Promise<void> {
  pause(key);
  try {
    const { defaultKey } = useChosen.getState();
    await patiently(() => store.remove(key));
    if (defaultKey === key) chooseDefault(null);
    note(key, null);
    announce(texts.models.removed);
  } catch (error) {
    note(key, { kind: 'fault', fault: toFault(error) });
  }
  await refreshModels(store);
  tellTabs({ kind: 'changed' });
}

/** Where others can get an installed model; null if it is not installed, or only lies on this machine. */
export function publicAddressOf(modelId: string): string | null {
  const packages = useModels.getState().state?.packages ?? [];
  const found = packages.find(({ manifest, complete }) => complete && manifest.id === modelId);
  return found && isFetchable(found.address) ? formatAddress(found.address) : null;
}

/** The name of a source's machine, or what it is instead. */
export function hostOf(address: PackageAddress): string {
  switch (address.kind) {
    case 'folder':
      return new URL(address.url).host;
    case 'hub':
      return 'huggingface.co';
    case 'local':
      return address.name;
    case 'converted':
      return formatAddress(address);
  }
}

async function work(
  store: ModelStore,
  key: string,
  kind: Job['kind'],
  task: (signal: AbortSignal, onProgress: (progress: StoreProgress) => void) => Promise<void>,
): Promise<void> {
  if (aborts.has(key)) return;
  const abort = new AbortController();
  aborts.set(key, abort);
  note(key, null);
  setJob(key, { kind, progress: null, trouble: null, elsewhere: false });
  void refreshModels(store);
  try {
    await task(abort.signal, (progress) => {
      showCard(store, key);
      const before = useModels.getState().jobs[key];
      const moved = progress.doneBytes > (before?.progress?.doneBytes ?? 0);
      const trouble = progress.trouble ?? (moved ? null : (before?.trouble ?? null));
      setJob(key, { kind, progress, trouble, elsewhere: false });
      if (kind === 'install') tellTabs({ kind: 'progress', key, progress });
    });
  } catch (error) {
    if (!abort.signal.aborted) {
      await refreshModels(store);
      complain(key, toFault(error));
    }
  } finally {
    aborts.delete(key);
    setJob(key, null);
  }
  await refreshModels(store);
  tellTabs({ kind: 'changed' });
}

/** A network that is back is worth another try. */
async function resumeFailed(store: ModelStore): Promise<void> {
  const { outcomes } = useModels.getState();
  const failed = Object.entries(outcomes).filter(
    ([, outcome]) => outcome.kind === 'fault' && outcome.fault.code === 'network',
  );
  await Promise.all(failed.map(([key]) => install(store, key)));
}

let refreshing = false;

/** A download has begun that the page has no card for yet. */
function showCard(store: ModelStore, key: string): void {
  if (refreshing || isListed(key)) return;
  refreshing = true;
  void refreshModels(store).finally(() => (refreshing = false));
}

const ELSEWHERE_MS = 4000;
const forgets = new Map<string, ReturnType<typeof setTimeout>>();

function showElsewhere(key: string, progress: StoreProgress): void {
  if (aborts.has(key)) return;
  setJob(key, { kind: 'install', progress, trouble: progress.trouble, elsewhere: true });
  clearTimeout(forgets.get(key));
  const forget = () => {
    if (useModels.getState().jobs[key]?.elsewhere) setJob(key, null);
  };
  forgets.set(key, setTimeout(forget, ELSEWHERE_MS));
}

const withLocal = ({ local }: Where) => (local ? { local } : {});

const TRIES = 20;
const BETWEEN_MS = 100;

/** What was just paused, or closed in the engine, needs a moment to let go. */
async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await task();
    } catch (error) {
      const busy = error instanceof StoreError && error.fault.code === 'in-use';
      if (!busy || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
  }
}
