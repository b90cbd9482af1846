import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  EngineError,
  type Engine,
  type Failure,
  type GenerateRequest,
} from '../../../protocol/engine.ts';
import { useChosen } from '../../state/chosen.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { useAnnouncement } from '../../state/announcer.ts';
import { readStoredForm, setPrompt, setSeed, setWidth, useForm } from '../../state/form.ts';
import { forgiveMendedFields, generate, goOn, retry, stopAll, useProblem } from './generate.ts';
import { useModel } from '../../state/model.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { stopRun } from './run.ts';
import { setEngine } from '../../state/services.ts';

const URL_OF_MODEL = 'http://localhost/models/builtin/';
const failure: Failure = { code: 'file-missing', message: 'No file.', hint: 'Copy it again.' };

// Node has no canvas; what a picture becomes in a browser is tested there.
vi.mock('../../pictures/encode/png.ts', async () => {
  const { encode } = await import('fast-png');
  const png = encode({ width: 1, height: 1, data: new Uint8Array(4) });
  return {
    toCanvas: () => null,
    encodePng: () => Promise.resolve(new Blob([Uint8Array.from(png)])),
  };
});

let stop = () => {};
afterEach(() => stop());

beforeEach(() => {
  stop = forgiveMendedFields();
  useChosen.setState({ url: URL_OF_MODEL });
  useForm.setState(readStoredForm(null));
  useModel.setState({ kind: 'opening' }, true);
  useRun.setState({ kind: 'idle' }, true);
  useProblem.setState({ problem: null, attempt: 0 });
  usePictures.setState({ shown: null });
  useQueue.setState({ waiting: [], removed: [] });
});

const withEngine = <T>(engine: Engine, act: () => T): T => {
  setEngine(engine);
  return act();
};
const paint = (engine: Engine) => withEngine(engine, generate);

test('a prompt becomes a picture', async () => {
  setPrompt('a red house');
  await paint(createFakeEngine());
  expect(useRun.getState().kind).toBe('idle');
  expect(usePictures.getState().shown).toMatchObject({
    request: { prompt: 'a red house', seed: useForm.getState().seed },
    provider: 'wasm',
  });
  expect(useAnnouncement.getState().text).toContain('ready');
});

test('a kept seed is used again, a random one is new each time', async () => {
  setPrompt('a red house');
  setSeed('7');
  await paint(createFakeEngine());
  expect(usePictures.getState().shown?.request.seed).toBe('7');
  useForm.setState({ seedMode: 'random' });
  await paint(createFakeEngine());
  expect(usePictures.getState().shown?.request.seed).not.toBe('7');
});

test('an empty prompt is refused, every time anew, until it is filled', async () => {
  const engine = createFakeEngine();
  await paint(engine);
  await paint(engine);
  expect(useProblem.getState()).toEqual({ problem: 'prompt', attempt: 2 });
  setPrompt('a');
  expect(useProblem.getState().problem).toBeNull();
});

test('an impossible size is refused', async () => {
  setPrompt('a red house');
  setWidth('500');
  await paint(createFakeEngine());
  expect(useProblem.getState().problem).toBe('size');
  expect(useRun.getState().kind).toBe('idle');
});

test('stopping answers at once, and the next picture waits for the engine', async () => {
  setPrompt('a red house');
  let free = () => {};
  const engineIsFree = new Promise<void>((resolve) => (free = resolve));
  let calls = 0;
  const slow = createFakeEngine();
  const engine: Engine = {
    ...slow,
    generate: async (...args) => {
      calls++;
      if (calls === 1) {
        await engineIsFree;
        return { kind: 'cancelled' };
      }
      return slow.generate(...args);
    },
  };
  const first = paint(engine);
  await vi.waitFor(() => expect(calls).toBe(1));
  stopRun();
  expect(useRun.getState().kind).toBe('stopped');
  const second = paint(engine);
  await Promise.resolve();
  expect(calls).toBe(1);
  free();
  await Promise.all([first, second]);
  expect(calls).toBe(2);
  expect(usePictures.getState().shown).not.toBeNull();
});

test('a picture that begins again shows no stage that it has not reached again', async () => {
  setPrompt('a red house');
  const seen: string[][] = [];
  const stages = () => {
    const run = useRun.getState();
    seen.push(run.kind === 'running' ? Object.keys(run.stages) : []);
  };
  const whole = createFakeEngine();
  const engine: Engine = {
    ...whole,
    generate(request, signal, onProgress) {
      onProgress({ stage: 'text', done: 2, total: 2 });
      onProgress({ stage: 'prior', done: 5, total: 10 });
      stages();
      onProgress({ stage: 'restart', reason: 'stage-by-stage' });
      stages();
      onProgress({ stage: 'text', done: 0, total: 2 });
      stages();
      expect(useRun.getState()).toMatchObject({ stages: { text: { done: 0 } }, preview: null });
      return whole.generate(request, signal, onProgress);
    },
  };
  await paint(engine);
  expect(seen).toEqual([['text', 'prior'], [], ['text']]);
  expect(useRun.getState().kind).toBe('idle');
});

test('a failure is shown as data and can be tried again', async () => {
  setPrompt('a red house');
  let broken = true;
  const whole = createFakeEngine();
  const engine: Engine = {
    ...whole,
    generate: (...args) =>
      broken ? Promise.reject(new EngineError(failure)) : whole.generate(...args),
  };
  await paint(engine);
  expect(useRun.getState()).toMatchObject({ kind: 'failed', failure });
  broken = false;
  await withEngine(engine, retry);
  expect(useRun.getState().kind).toBe('idle');
});

test('a model that does not open is reported, and nothing is painted', async () => {
  setPrompt('a red house');
  await paint(createFakeEngine({ open: () => Promise.reject(new EngineError(failure)) }));
  expect(useModel.getState()).toEqual({ kind: 'failed', failure });
  expect(useRun.getState().kind).toBe('idle');
});

test('an error that is no engine error is shown as one all the same', async () => {
  setPrompt('a red house');
  await paint(createFakeEngine({ generate: () => Promise.reject(new TypeError('x is not y')) }));
  expect(useRun.getState()).toMatchObject({ kind: 'failed', failure: { code: 'internal' } });
});

test('a model on another site is not opened', async () => {
  setPrompt('a red house');
  const open = vi.fn();
  useChosen.setState({ url: null });
  await paint(createFakeEngine({ open }));
  expect(open).not.toHaveBeenCalled();
  expect(useModel.getState().kind).toBe('failed');
});

/** An engine that notes what it paints, and fails at some prompts. */
function notingEngine(fails: (prompt: string) => boolean = () => false) {
  const painted: string[] = [];
  const whole = createFakeEngine();
  const engine: Engine = {
    ...whole,
    generate: async (request, ...rest) => {
      if (fails(request.prompt)) throw new EngineError(failure);
      const result = await whole.generate(request, ...rest);
      if (result.kind === 'picture') painted.push(request.prompt);
      return result;
    },
  };
  return { engine, painted };
}

const waiting = () => useQueue.getState().waiting.map(({ request }) => request.prompt);

test('alternatives are painted one after the other', async () => {
  const { engine, painted } = notingEngine();
  setPrompt('a {red|blue|white} house');
  await paint(engine);
  expect(painted).toEqual(['a red house', 'a blue house', 'a white house']);
  expect(useRun.getState().kind).toBe('idle');
});

test('what is ordered while a picture is painted waits its turn', async () => {
  const { engine, painted } = notingEngine();
  setPrompt('first');
  const first = paint(engine);
  await vi.waitFor(() => expect(useRun.getState().kind).toBe('running'));
  setPrompt('second');
  const second = paint(engine);
  await vi.waitFor(() => expect(waiting()).toEqual(['second']));
  await Promise.all([first, second]);
  expect(painted).toEqual(['first', 'second']);
});

test('Stop goes on with the next at once, Stop all keeps the others', async () => {
  const { engine, painted } = notingEngine();
  setPrompt('{a|b|c|d}');
  const all = paint(engine);
  await vi.waitFor(() => expect(waiting()).toEqual(['b', 'c', 'd']));
  stopRun();
  await vi.waitFor(() => expect(waiting()).toEqual(['c', 'd']));
  stopAll();
  await all;
  expect(painted).toEqual([]);
  expect(waiting()).toEqual(['c', 'd']);
  expect(useRun.getState().kind).toBe('stopped');
  await withEngine(engine, goOn);
  expect(painted).toEqual(['c', 'd']);
});

test('after a failure the others wait, and go on once it is mended', async () => {
  let isBroken = true;
  const { engine, painted } = notingEngine((prompt) => prompt === 'b' && isBroken);
  setPrompt('{a|b|c}');
  await paint(engine);
  expect(useRun.getState()).toMatchObject({ kind: 'failed', request: { prompt: 'b' } });
  expect(waiting()).toEqual(['c']);
  isBroken = false;
  await withEngine(engine, retry);
  expect(painted).toEqual(['a', 'b', 'c']);
});

test('what failed can be given up for the others', async () => {
  const { engine, painted } = notingEngine((prompt) => prompt === 'a');
  setPrompt('{a|b}');
  await paint(engine);
  await withEngine(engine, goOn);
  expect(painted).toEqual(['b']);
  expect(useRun.getState().kind).toBe('idle');
});

test('a full queue takes no more and says so, until there is room', async () => {
  useQueue.setState({
    waiting: Array.from({ length: 200 }, (_, id) => ({
      id: -id,
      request: {} as GenerateRequest,
      hold: 'visit' as const,
    })),
  });
  setPrompt('one more');
  await paint(createFakeEngine());
  expect(useProblem.getState().problem).toBe('queue');
  useQueue.setState({ waiting: [] });
  expect(useProblem.getState().problem).toBeNull();
});
