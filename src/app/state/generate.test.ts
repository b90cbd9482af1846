import { beforeEach, expect, test, vi } from 'vitest';
import { EngineError, type Engine, type Failure } from '../../protocol/engine.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { useAnnouncement } from './announcer.ts';
import { readStoredForm, setPrompt, setSeed, setWidth, useForm } from './form.ts';
import { generate, retry, useProblem } from './generate.ts';
import { useModel } from './model.ts';
import { usePictures } from './pictures.ts';
import { stopRun, useRun } from './run.ts';

const URL_OF_MODEL = 'http://localhost/models/builtin/';
const failure: Failure = { code: 'file-missing', message: 'No file.', hint: 'Copy it again.' };

// Node has no canvas; what a picture becomes in a browser is tested there.
vi.mock('../lib/png.ts', () => ({ encodePng: () => Promise.resolve(new Blob(['png'])) }));

beforeEach(() => {
  useForm.setState(readStoredForm(null));
  useModel.setState({ kind: 'opening' }, true);
  useRun.setState({ kind: 'idle' }, true);
  useProblem.setState({ problem: null, attempt: 0 });
  usePictures.setState({ shown: null });
});

const paint = (engine: Engine) => generate(engine, URL_OF_MODEL);

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
  useForm.setState({ randomSeed: true });
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
  await retry(engine, URL_OF_MODEL);
  expect(useRun.getState().kind).toBe('idle');
});

test('a model that does not open is reported, and nothing is painted', async () => {
  setPrompt('a red house');
  await paint(createFakeEngine({ open: () => Promise.reject(new EngineError(failure)) }));
  expect(useModel.getState()).toEqual({ kind: 'failed', failure });
  expect(useRun.getState().kind).toBe('idle');
});

test('an error that is no engine error is still put in plain words', async () => {
  setPrompt('a red house');
  await paint(createFakeEngine({ generate: () => Promise.reject(new TypeError('x is not y')) }));
  const run = useRun.getState();
  expect(run).toMatchObject({ kind: 'failed', failure: { code: 'internal' } });
  expect(run.kind === 'failed' && run.failure.message).not.toContain('x is not y');
});

test('a model on another site is not opened', async () => {
  setPrompt('a red house');
  const open = vi.fn();
  await generate(createFakeEngine({ open }), null);
  expect(open).not.toHaveBeenCalled();
  expect(useModel.getState().kind).toBe('failed');
});
