import { create } from 'zustand';
import type { Engine, GenerateRequest } from '../../protocol/engine.ts';
import { buildOrder, type FormProblem } from '../lib/request.ts';
import { useForm } from './form.ts';
import { openModel, useModel } from './model.ts';
import {
  enqueue,
  enqueueFirst,
  holdQueue,
  LONGEST_QUEUE,
  releaseQueue,
  takeNext,
  useQueue,
} from './queue.ts';
import { startRun, stopRun, useRun } from './run.ts';

/** The field that kept the last attempt from starting. `attempt` rises, so that it is said again. */
export const useProblem = create<{ problem: FormProblem | null; attempt: number }>()(() => ({
  problem: null,
  attempt: 0,
}));

/**
 * What the Generate button does: check the form, open the model if need be, put the pictures into
 * the queue, paint. Settles when the queue is done or held.
 */
export async function generate(engine: Engine, modelUrl: string | null): Promise<void> {
  if (useForm.getState().prompt.trim() === '') return refuse('prompt');
  if (useModel.getState().kind !== 'open') await openModel(engine, modelUrl);
  const model = useModel.getState();
  if (model.kind !== 'open') return;
  const built = buildOrder(useForm.getState(), model.model.manifest);
  if (built.kind === 'problem') return refuse(built.problem);
  const { requests, seed } = built;
  if (useQueue.getState().waiting.length + requests.length > LONGEST_QUEUE) return refuse('queue');
  useForm.setState({ seed });
  useProblem.setState({ problem: null });
  enqueue(requests);
  await paintQueue(engine);
}

/**
 * What an error offers: the same again, and then what has waited for it.
 * @param changes what shall be different this time
 */
export async function retry(
  engine: Engine,
  modelUrl: string | null,
  changes: Partial<GenerateRequest> = {},
): Promise<void> {
  await openModel(engine, modelUrl);
  const run = useRun.getState();
  if (run.kind !== 'failed' || useModel.getState().kind !== 'open') return;
  releaseQueue('failure');
  enqueueFirst({ ...run.request, ...changes });
  await paintQueue(engine);
}

/** Paints what is held; a picture that failed before it is given up. */
export async function goOn(engine: Engine, modelUrl: string | null): Promise<void> {
  if (useModel.getState().kind !== 'open') await openModel(engine, modelUrl);
  if (useModel.getState().kind !== 'open') return;
  releaseQueue();
  await paintQueue(engine);
}

/** Stops the picture that is being painted and keeps the others waiting. */
export function stopAll(): void {
  holdQueue('stopped');
  stopRun();
}

let painting: Promise<void> | null = null;

/** Paints one after the other until nothing is left that may be painted. Calls join the same row. */
export async function paintQueue(engine: Engine): Promise<void> {
  while (painting !== null) await painting;
  painting = paintAll(engine).finally(() => {
    painting = null;
  });
  await painting;
}

async function paintAll(engine: Engine): Promise<void> {
  for (let request = takeNext(); request !== null; request = takeNext()) {
    await startRun(engine, request);
    if (useRun.getState().kind === 'failed') holdQueue('failure');
  }
}

function refuse(problem: FormProblem): void {
  useProblem.setState(({ attempt }) => ({ problem, attempt: attempt + 1 }));
}

/** A field that is being put right is no longer complained about. */
useForm.subscribe((form, before) => {
  switch (useProblem.getState().problem) {
    case 'prompt':
      return forgiveIf(form.prompt !== before.prompt);
    case 'alternatives':
      return forgiveIf(form.prompt !== before.prompt || form.count !== before.count);
    case 'seed':
      return forgiveIf(form.seed !== before.seed || form.seedMode !== before.seedMode);
    case 'size':
      return forgiveIf(form.width !== before.width || form.height !== before.height);
    case 'queue':
      return forgiveIf(form.prompt !== before.prompt || form.count !== before.count);
    case null:
      return;
  }
});

useQueue.subscribe(() => forgiveIf(useProblem.getState().problem === 'queue'));

function forgiveIf(changed: boolean): void {
  if (changed) useProblem.setState({ problem: null });
}
