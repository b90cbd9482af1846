import { beforeEach, expect, test, vi } from 'vitest';
import { useChosen } from '../../state/chosen.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { readStoredForm, setPrompt, setSeed, useForm } from '../../state/form.ts';
import { generate } from './generate.ts';
import { useModel } from '../../state/model.ts';
import { useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { stopRun } from './run.ts';
import { setEngine } from '../../state/services.ts';

vi.mock('../../pictures/store/shown.ts', async (load) => ({
  ...(await load<object>()),
  showPicture: vi.fn(),
}));

/** The prompts that were painted. */
let painted: string[] = [];

beforeEach(() => {
  useForm.setState(readStoredForm(null));
  useChosen.setState({ url: 'http://localhost/models/builtin/' });
  useModel.setState({ kind: 'opening' }, true);
  useRun.setState({ kind: 'idle' }, true);
  useQueue.setState({ waiting: [], removed: [] });
  painted = [];
  const whole = createFakeEngine();
  setEngine({
    ...whole,
    generate: async (request, ...rest) => {
      const result = await whole.generate(request, ...rest);
      if (result.kind === 'picture') painted.push(request.prompt);
      return result;
    },
  });
});

test('a double click is one order', async () => {
  setPrompt('a house');
  await Promise.all([generate(), generate()]);
  expect(painted).toEqual(['a house']);
  // With the model open, too.
  setPrompt('two houses');
  await Promise.all([generate(), generate()]);
  expect(painted).toEqual(['a house', 'two houses']);
});

test('a press is no repeat when it comes later, after Stop, or for something else', async () => {
  let nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  setPrompt('a house');
  await generate();
  nowMs += 399;
  await generate();
  expect(painted).toHaveLength(1);
  nowMs += 1;
  await generate();
  expect(painted).toHaveLength(2);
  setSeed('8');
  await generate();
  expect(painted).toHaveLength(3);
  const stopped = generate();
  stopRun();
  const again = generate();
  await Promise.all([stopped, again]);
  expect(painted).toHaveLength(3);
  vi.restoreAllMocks();
});
