import { buildOrder, type FormProblem, type FormValues } from '../../lib/settings/request.ts';
import { needsWords, type Order } from '../../lib/settings/start.ts';
import { useForm } from '../../state/form.ts';
import { openModel, useModel } from '../../state/model.ts';
import {
  enqueue,
  enqueueFirst,
  holdQueue,
  hasRoomFor,
  releaseQueue,
  takeNext,
  useQueue,
} from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { useProblem } from '../generate-state.ts';
import { startRun, stopRun } from './run.ts';

export { useProblem };

/**
 * What the Generate button does: check the form, open the model if need be, put the pictures into
 * the queue, paint. Settles when the queue is done or held.
 */
export async function generate(): Promise<void> {
  // As it is at the press: until the model is open, somebody may type on.
  const form = useForm.getState();
  if (isRepeat(form)) return;
  const press = { form, atMs: performance.now() };
  latestPress = press;
  if (form.prompt.trim() === '' && needsWords(form)) return refuse('prompt');
  if (useModel.getState().kind !== 'open') await openModel();
  const model = useModel.getState();
  if (model.kind !== 'open') return;
  const built = buildOrder(form, model.model.manifest);
  if (built.kind === 'problem') return refuse(built.problem);
  const { requests, seed } = built;
  if (!hasRoomFor(requests.length)) return refuse('queue');
  useForm.setState({ seed });
  press.form = useForm.getState();
  useProblem.setState({ problem: null });
  enqueue(requests);
  await paintQueue();
}

/**
 * What an error offers: the same again, and then what has waited for it.
 * @param changes what shall be different this time
 */
export async function retry(changes: Partial<Order> = {}): Promise<void> {
  await openModel();
  const run = useRun.getState();
  if (run.kind !== 'failed' || useModel.getState().kind !== 'open') return;
  releaseQueue('failure');
  enqueueFirst({ ...run.request, ...changes });
  await paintQueue();
}

/** Paints what is held; a picture that failed before it is given up. */
export async function goOn(): Promise<void> {
  if (useModel.getState().kind !== 'open') await openModel();
  if (useModel.getState().kind !== 'open') return;
  releaseQueue();
  await paintQueue();
}

/** Stops the picture that is being painted and keeps the others waiting. */
export function stopAll(): void {
  holdQueue('stopped');
  stopRun();
}

/** The second half of a double click comes no later. */
const REPEATED_MS = 400;
let latestPress: { form: FormValues; atMs: number } | null = null;

/** Whether this is the press before, come twice: nothing has been changed, refused or stopped in between. */
function isRepeat(form: FormValues): boolean {
  if (latestPress === null || useProblem.getState().problem !== null) return false;
  if (useRun.getState().kind === 'stopped') return false;
  return latestPress.form === form && performance.now() - latestPress.atMs < REPEATED_MS;
}

let isPainting = false;
let painting: Promise<void> = Promise.resolve();

/**
 * Paints one after the other until nothing is left that may be painted: the only place where pictures wait for each
 * other in the page. Calls join the same row, and settle with it.
 */
export function paintQueue(): Promise<void> {
  if (!isPainting) {
    isPainting = true;
    painting = paintAll();
  }
  return painting;
}

async function paintAll(): Promise<void> {
  try {
    for (let request = takeNext(); request !== null; request = takeNext()) {
      await startRun(request);
      if (useRun.getState().kind === 'failed') holdQueue('failure');
    }
  } finally {
    // In the same task as the last look into the queue: what comes after it begins a new row.
    isPainting = false;
  }
}

/** Says which field keeps a picture from being ordered. */
export function refuse(problem: FormProblem): void {
  useProblem.setState(({ attempt }) => ({ problem, attempt: attempt + 1 }));
}

/**
 * A field that is being put right is no longer complained about.
 * @returns how to stop
 */
export function forgiveMendedFields(): () => void {
  const stops = [
    useForm.subscribe((form, before) => {
      if (isMended(useProblem.getState().problem, form, before)) forgive();
    }),
    useQueue.subscribe(() => {
      if (useProblem.getState().problem === 'queue') forgive();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function isMended(problem: FormProblem | null, form: FormValues, before: FormValues): boolean {
  switch (problem) {
    case 'prompt':
      return form.prompt !== before.prompt || !needsWords(form);
    case 'alternatives':
    case 'queue':
      return form.prompt !== before.prompt || form.count !== before.count;
    case 'seed':
      return form.seed !== before.seed || form.seedMode !== before.seedMode;
    case 'size':
      return form.width !== before.width || form.height !== before.height;
    case null:
      return false;
  }
}

function forgive(): void {
  useProblem.setState({ problem: null });
}
