import { textToImageBytes } from '../../../package/manifest.ts';
import type { GenerateRequest, OpenedModel } from '../../../protocol/engine.ts';
import { buildOrder } from '../../lib/settings/request.ts';
import { whenPainted } from '../../lib/when-painted.ts';
import { savesData } from '../../lib/saves-data.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { theEngine } from '../../state/services.ts';
import { noteLoaded } from '../../state/stage-timings.ts';
import { isBusy, isOnThisDevice, useReload } from '../../pwa/public.ts';

/** Nobody types on after this long. */
const SETTLED_MS = 400;
/** What may be fetched and held in memory without having been asked for; the built-in model is a fifth of it. */
const SMALL_BYTES = 100e6;

const PREPARED_MARK = 'wuerstchen.prepared';

/** What is needed of `document`. */
type Visibility = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * Makes the engine ready for the picture that the form describes, while the page is idle: first when the model is open
 * and the page painted, whatever is being typed, then whenever the form has changed and settled. Only for small models; not while a picture is
 * painted or waits, not in a hidden page or one that will be loaded again, and not where data is to be saved and the
 * model would have to be fetched.
 *
 * Nobody hears of a failure: the picture itself will meet it, and tell.
 * @returns how to stop
 */
export function prepareAhead(page: Visibility = document): () => void {
  /** The request that was prepared last, or is being prepared. */
  let latest: string | null = null;
  let running: AbortController | null = null;
  let hasFailed = false;
  let callOff = () => {};
  /** Whether the page is waited for rather than the form: typing must not put off the loading. */
  let waitsForPage = false;

  const start = async () => {
    const model = useModel.getState();
    if (running || hasFailed || isBusy() || model.kind !== 'open') return;
    if (page.visibilityState === 'hidden' || useReload.getState().isAhead) return;
    const request = requestToPrepare(model.model);
    const key = JSON.stringify(request);
    if (request === null || key === latest) return;
    const own = new AbortController();
    running = own;
    try {
      if (!(await mayFetch(model.model))) return;
      if (running !== own) return;
      latest = key;
      const timesMs = await theEngine().prepare(request, own.signal);
      if (running !== own) return;
      noteLoaded(request, timesMs);
      notePrepared(request.prompt);
    } catch {
      if (!own.signal.aborted) hasFailed = true;
    } finally {
      if (running === own) {
        running = null;
        // The form may have gone on meanwhile.
        if (latest === key) void start();
      }
    }
  };

  const later = () => {
    if (waitsForPage) return;
    callOff();
    const timer = setTimeout(() => void start(), SETTLED_MS);
    callOff = () => clearTimeout(timer);
  };
  const whenIdle = () => {
    callOff();
    waitsForPage = true;
    callOff = whenPainted(() => {
      waitsForPage = false;
      void start();
    });
  };
  const forget = () => {
    running?.abort();
    running = null;
    latest = null;
  };

  const unsubscribe = [
    useForm.subscribe(later),
    useQueue.subscribe(later),
    useReload.subscribe(later),
    useRun.subscribe((run, before) => {
      if (run.kind === before.kind) return;
      if (run.kind === 'failed') hasFailed = true;
      // A picture that came out shows that the engine is well.
      if (run.kind === 'idle') hasFailed = false;
      // It takes over from what is being prepared, and may be stopped itself. Aborting would throw away what is loaded.
      running = null;
      latest = null;
      later();
    }),
    useModel.subscribe(() => {
      hasFailed = false;
      forget();
      whenIdle();
    }),
  ];
  const look = () => {
    if (page.visibilityState === 'hidden') forget();
    else whenIdle();
  };
  page.addEventListener('visibilitychange', look);
  whenIdle();
  return () => {
    callOff();
    forget();
    for (const each of unsubscribe) each();
    page.removeEventListener('visibilitychange', look);
  };
}

/** For whoever measures the page: when the latest preparation was done, and for which prompt. */
function notePrepared(prompt: string): void {
  performance.clearMarks(PREPARED_MARK);
  performance.mark(PREPARED_MARK, { detail: prompt });
}

/** The first picture that the form describes; null where it describes none, or the model is too large. */
function requestToPrepare({ manifest, residency }: OpenedModel): GenerateRequest | null {
  if (residency === 'release' || textToImageBytes(manifest) > SMALL_BYTES) return null;
  const form = useForm.getState();
  const prompt = form.prompt.trim() || (manifest.prompts[0] ?? manifest.name);
  // Which seed it will be changes nothing, and none is drawn.
  const first = { ...form, prompt, count: 1, seed: '0', seedMode: 'fixed' } as const;
  // A start picture's encoders are small beside the rest, and are loaded when one is painted from.
  const built = buildOrder({ ...first, startPicture: null }, manifest);
  return built.kind === 'order' ? built.requests[0]! : null;
}

async function mayFetch({ manifest }: OpenedModel): Promise<boolean> {
  return !savesData() || (await isOnThisDevice(manifest));
}
