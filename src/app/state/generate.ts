import { create } from 'zustand';
import type { Engine } from '../../protocol/engine.ts';
import { buildRequest, type FormProblem } from '../lib/request.ts';
import { renewSeed, useForm } from './form.ts';
import { openModel, useModel } from './model.ts';
import { startRun, useRun } from './run.ts';

/** The field that kept the last attempt from starting. `attempt` rises, so that it is said again. */
export const useProblem = create<{ problem: FormProblem | null; attempt: number }>()(() => ({
  problem: null,
  attempt: 0,
}));

/** What the Generate button does: check the form, open the model if need be, paint. */
export async function generate(engine: Engine, modelUrl: string | null): Promise<void> {
  if (useRun.getState().kind === 'running') return;
  if (useForm.getState().prompt.trim() === '') return refuse('prompt');
  if (useModel.getState().kind !== 'open') await openModel(engine, modelUrl);
  const model = useModel.getState();
  if (model.kind !== 'open') return;
  if (useForm.getState().randomSeed) renewSeed();
  const built = buildRequest(useForm.getState(), model.model.manifest);
  if (built.kind === 'problem') return refuse(built.problem);
  useProblem.setState({ problem: null });
  await startRun(engine, built.request);
}

/** The one thing an error offers: the same again. */
export async function retry(engine: Engine, modelUrl: string | null): Promise<void> {
  await openModel(engine, modelUrl);
  const run = useRun.getState();
  if (run.kind === 'failed' && useModel.getState().kind === 'open') {
    await startRun(engine, run.request);
  }
}

function refuse(problem: FormProblem): void {
  useProblem.setState(({ attempt }) => ({ problem, attempt: attempt + 1 }));
}

/** A field that is being put right is no longer complained about. */
useForm.subscribe((form, before) => {
  const { problem } = useProblem.getState();
  if (problem === null) return;
  const changed =
    problem === 'prompt'
      ? form.prompt !== before.prompt
      : problem === 'seed'
        ? form.seed !== before.seed || form.randomSeed !== before.randomSeed
        : form.width !== before.width || form.height !== before.height;
  if (changed) useProblem.setState({ problem: null });
});
