import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { EngineError, type Engine, type Progress, type Stage } from '../../../protocol/engine.ts';
import { encodePicture } from '../../pictures/encode/client.ts';
import type * as Gallery from '../../pictures/store/gallery.ts';
import { keepPicture } from '../../pictures/store/gallery.ts';
import { useChosen } from '../../state/chosen.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { readStoredForm, setPrompt, useForm } from '../../state/form.ts';
import { generate, goOn, paintQueue, retry } from './generate.ts';
import { useModel } from '../../state/model.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { removeWaiting, undoRemoval, useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { stopRun } from './run.ts';
import { whenSaved } from '../../state/saving.ts';
import { setEngine } from '../../state/services.ts';

/** Stop at every moment of a picture, as the page sees it; and pictures that are asked for from everywhere. */

vi.mock('../../pictures/encode/client.ts', () => ({
  startEncoder: vi.fn(),
  encodePicture: vi.fn(),
}));
vi.mock('../../pictures/store/gallery.ts', async (load) => ({
  ...(await load<typeof Gallery>()),
  keepPicture: vi.fn(),
}));

const encoded = { png: new Blob(), sha256: '0'.repeat(64), thumbnail: null };

beforeEach(() => {
  vi.mocked(encodePicture).mockReset().mockResolvedValue(encoded);
  vi.mocked(keepPicture).mockReset().mockResolvedValue();
  useForm.setState(readStoredForm(null));
  useChosen.setState({ url: 'http://localhost/models/builtin/' });
  useModel.setState({ kind: 'opening' }, true);
  useRun.setState({ kind: 'idle' }, true);
  usePictures.setState({ shown: null });
  useQueue.setState({ waiting: [], removed: [] });
});

afterEach(() => vi.restoreAllMocks());

/** Stops, and tells whether the page has answered before anything else could happen. */
function stopNow(): boolean {
  stopRun();
  return useRun.getState().kind === 'stopped';
}

/** An engine that calls `onTold` with what its first picture tells, after the page has heard it. */
function tellingEngine(onTold: (progress: Progress) => void): Engine {
  const whole = createFakeEngine();
  let pictures = 0;
  return {
    ...whole,
    generate: (request, signal, onProgress) => {
      const isFirst = ++pictures === 1;
      return whole.generate(request, signal, (progress) => {
        onProgress(progress);
        if (isFirst) onTold(progress);
      });
    },
  };
}

const isBegun = ({ done }: { done: number }) => done === 0;
const isHalf = ({ done, total }: { done: number; total: number }) => done > 0 && done < total;
const isDone = ({ done, total }: { done: number; total: number }) => done === total;

const MOMENTS: [
  name: string,
  stage: Stage,
  when: (progress: { done: number; total: number }) => boolean,
][] = [
  ...(['load', 'text', 'prior', 'decoder', 'vqgan'] as const).flatMap((stage) => [
    [`before ${stage}`, stage, isBegun] as [string, Stage, typeof isBegun],
    [`after ${stage}`, stage, isDone] as [string, Stage, typeof isDone],
  ]),
  ...(['load', 'prior', 'decoder'] as const).map(
    (stage) => [`during ${stage}`, stage, isHalf] as [string, Stage, typeof isHalf],
  ),
];

async function expectNextPicture(): Promise<void> {
  setPrompt('the next one');
  await generate();
  await whenSaved();
  expect(useRun.getState().kind).toBe('idle');
  expect(usePictures.getState().shown?.request.prompt).toBe('the next one');
  expect(keepPicture).toHaveBeenCalledOnce();
}

describe('Stop', () => {
  it.each(MOMENTS)(
    '%s is answered at once, and the next picture is painted',
    async (_name, at, when) => {
      let answered: boolean | null = null;
      setEngine(
        tellingEngine((progress) => {
          if (progress.stage === at && when(progress)) answered ??= stopNow();
        }),
      );
      setPrompt('a house');
      await generate();
      expect(answered).toBe(true);
      expect(useRun.getState().kind).toBe('stopped');
      expect(usePictures.getState().shown).toBeNull();
      expect(encodePicture).not.toHaveBeenCalled();
      await expectNextPicture();
    },
  );

  it('before the engine has begun', async () => {
    setEngine(createFakeEngine());
    useModel.setState({ kind: 'open', model: await createFakeEngine().open('') }, true);
    setPrompt('a house');
    const painting = generate();
    expect(stopNow()).toBe(true);
    await painting;
    expect(usePictures.getState().shown).toBeNull();
    await expectNextPicture();
  });

  it('while the picture becomes a file saves nothing', async () => {
    let encode = () => {};
    vi.mocked(encodePicture).mockReturnValueOnce(
      new Promise((resolve) => (encode = () => resolve(encoded))),
    );
    setEngine(createFakeEngine());
    setPrompt('a house');
    const painting = generate();
    await vi.waitFor(() => expect(encodePicture).toHaveBeenCalled());
    expect(stopNow()).toBe(true);
    encode();
    await painting;
    expect(usePictures.getState().shown).toBeNull();
    expect(keepPicture).not.toHaveBeenCalled();
    await expectNextPicture();
  });

  it('when the picture is there takes nothing back', async () => {
    let keep = () => {};
    vi.mocked(keepPicture).mockReturnValueOnce(new Promise<void>((resolve) => (keep = resolve)));
    setEngine(createFakeEngine());
    setPrompt('a house');
    await generate();
    expect(stopNow()).toBe(false);
    expect(usePictures.getState().shown?.request.prompt).toBe('a house');
    let isSaved = false;
    const saving = whenSaved().then(() => (isSaved = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isSaved).toBe(false);
    keep();
    await saving;
  });

  it('of a picture whose engine fails over it tells no failure', async () => {
    const failure = { code: 'internal', message: 'Broken.', hint: 'None.' } as const;
    setEngine(
      createFakeEngine({
        generate: () => {
          stopRun();
          return Promise.reject(new EngineError(failure));
        },
      }),
    );
    setPrompt('a house');
    await generate();
    expect(useRun.getState().kind).toBe('stopped');
    setEngine(createFakeEngine());
    await expectNextPicture();
  });
});

test('what is asked for from everywhere is painted one after the other, and nothing is lost', async () => {
  const painted: string[] = [];
  let inHand = 0;
  let isBroken = true;
  const whole = createFakeEngine();
  setEngine({
    ...whole,
    generate: async (request, ...rest) => {
      expect(++inHand).toBe(1);
      try {
        if (request.prompt === 'first' && isBroken) {
          throw new EngineError({ code: 'network', message: 'Gone.', hint: 'Again.' });
        }
        const result = await whole.generate(request, ...rest);
        painted.push(request.prompt);
        return result;
      } finally {
        inHand--;
      }
    },
  });
  const order = (prompt: string) => {
    setPrompt(prompt);
    return generate();
  };
  await order('first');
  expect(useRun.getState().kind).toBe('failed');
  isBroken = false;
  const all = [retry(), order('second'), order('third'), goOn()];
  await vi.waitFor(() => expect(useQueue.getState().waiting.length).toBeGreaterThan(0));
  removeWaiting(useQueue.getState().waiting.at(-1)!.id);
  undoRemoval();
  all.push(paintQueue());
  await Promise.all(all);
  // In the very task in which the row has ended.
  await order('last');
  expect([...painted].sort()).toEqual(['first', 'last', 'second', 'third']);
  expect(useQueue.getState().waiting).toEqual([]);
});
