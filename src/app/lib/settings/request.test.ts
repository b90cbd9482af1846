import { describe, expect, test } from 'vitest';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { buildOrder, countPictures, type FormValues } from './request.ts';
import { FROM_WORDS } from './start.ts';

const form: FormValues = {
  ...FROM_WORDS,
  prompt: '  a red house ',
  negative: '',
  seed: '7',
  seedMode: 'fixed',
  count: 1,
  styles: [],
  width: '',
  height: '',
  preset: null,
  prior: {},
  decoder: {},
  completes: true,
  declined: [],
  given: null,
};

function order(change: Partial<FormValues>, manifest = fakeManifest) {
  let drawn = 1000;
  const built = buildOrder({ ...form, ...change }, manifest, () => String(drawn++));
  if (built.kind === 'problem') throw new Error(built.problem);
  return built;
}

const told = (change: Partial<FormValues>) =>
  order(change).requests.map(({ prompt, seed }) => `${prompt} ${seed}`);

test('an untouched form follows the model', () => {
  expect(order({})).toEqual({
    kind: 'order',
    seed: '7',
    requests: [
      {
        prompt: 'a red house',
        negative: '',
        seed: '7',
        width: 512,
        height: 512,
        prior: { steps: 20, guidance: 4, schedule: 'uniform', solver: 'ddpm' },
        decoder: { steps: 12, guidance: 1, schedule: 'uniform', solver: 'ddpm' },
        wantPreview: true,
      },
    ],
  });
});

test('changes are held within what the model allows', () => {
  const [request] = order({ prior: { steps: 1000, guidance: -3, solver: 'ddim' } }).requests;
  expect(request!.prior).toEqual({ steps: 60, guidance: 0, schedule: 'uniform', solver: 'ddim' });
});

test('a solver that the model does not offer falls back to its own', () => {
  const manifest = structuredClone(fakeManifest);
  manifest.prior.sampling.solvers = ['ddpm'];
  const [request] = order({ prior: { solver: 'dpm++2m' } }, manifest).requests;
  expect(request!.prior.solver).toBe('ddpm');
});

test.each([
  [{ prompt: ' \n' }, 'prompt'],
  [{ prompt: '{|}' }, 'prompt'],
  [{ prompt: 'a {red|blue house' }, 'alternatives'],
  [{ prompt: '{a|b|c|d|e|f|g|h|i}', count: 8 }, 'alternatives'],
  [{ width: '500' }, 'size'],
  [{ seed: 'x' }, 'seed'],
  [{ seed: '', seedMode: 'next' }, 'seed'],
] as const)('%j cannot be painted because of the %s', (change, problem) => {
  expect(buildOrder({ ...form, ...change }, fakeManifest)).toEqual({ kind: 'problem', problem });
});

test('a random seed is drawn for every picture, whatever stands in the field', () => {
  const change = { seedMode: 'random', seed: 'x', count: 3 } as const;
  expect(told(change)).toEqual(['a red house 1000', 'a red house 1001', 'a red house 1002']);
  expect(order(change).seed).toBe('1000');
});

test('a fixed seed is the same for all alternatives and counts up for further rounds', () => {
  expect(told({ prompt: '{a|b}', count: 2 })).toEqual(['a 7', 'b 7', 'a 8', 'b 8']);
  expect(order({ prompt: '{a|b}', count: 2 }).seed).toBe('7');
});

test('the next seed counts up with every picture and goes on where it stopped', () => {
  const change = { seedMode: 'next', prompt: '{a|b}', count: 2 } as const;
  expect(told(change)).toEqual(['a 7', 'b 8', 'a 9', 'b 10']);
  expect(order(change).seed).toBe('11');
});

test('styles are part of the request, for every alternative', () => {
  const { requests } = order({
    prompt: 'a {red|blue} house',
    negative: 'boats',
    styles: ['night'],
  });
  expect(requests.map(({ prompt }) => prompt)).toEqual([
    'a red house at night',
    'a blue house at night',
  ]);
  expect(requests[0]!.negative).toBe('boats, sun');
});

test('pictures are counted before anything is ordered', () => {
  expect(countPictures({ prompt: '{a|b|c}', count: 2 })).toEqual({ kind: 'pictures', count: 6 });
  expect(countPictures({ prompt: '', count: 4 })).toEqual({ kind: 'pictures', count: 4 });
  expect(countPictures({ prompt: '{|a|b}', count: 1 })).toEqual({ kind: 'pictures', count: 2 });
  expect(countPictures({ prompt: '{a|b', count: 1 })).toEqual({
    kind: 'problem',
    problem: 'unclosed',
  });
  const many = '{a|b|c|d|e|f|g|h} '.repeat(3);
  expect(countPictures({ prompt: many, count: 1 })).toEqual({ kind: 'problem', problem: 'many' });
});

describe('completion', () => {
  const manifest = {
    ...fakeManifest,
    vocabulary: ['a', 'red', 'house', 'lighthouse', 'at', 'night', 'sun'],
    completion: [
      {
        kind: 'place',
        named: ['sea'],
        phrases: [{ phrase: 'by the sea', when: ['lighthouse'], labels: {} }],
      },
      { kind: 'light', named: ['night'], phrases: [{ phrase: 'on a sunny day', labels: {} }] },
    ],
  };
  const completed = (change: Partial<FormValues>) =>
    order(change, manifest).requests.map(({ completion }) => completion);

  test('each alternative is completed by itself', () => {
    expect(completed({ prompt: 'a {house|lighthouse}' })).toEqual([
      ['on a sunny day'],
      ['by the sea', 'on a sunny day'],
    ]);
  });

  test('what a style names is not added', () => {
    expect(completed({ prompt: 'a house', styles: ['night'] })).toEqual([undefined]);
  });

  test('nothing is added where it was switched off or taken off', () => {
    expect(completed({ prompt: 'a lighthouse', completes: false })).toEqual([undefined]);
    expect(completed({ prompt: 'a lighthouse', declined: ['light'] })).toEqual([['by the sea']]);
  });

  test('what came with a prompt counts as long as the prompt stands', () => {
    const given = { prompt: 'a lighthouse', phrases: ['in ink'] };
    expect(completed({ prompt: 'a lighthouse', given })).toEqual([['in ink']]);
    expect(completed({ prompt: 'a house', given })).toEqual([['on a sunny day']]);
    expect(completed({ prompt: 'a lighthouse', given, styles: ['night'] })).toEqual([
      ['by the sea'],
    ]);
  });
});

describe('presets', () => {
  const manifest = {
    ...fakeManifest,
    presets: {
      draft: { prior: { steps: 5 }, decoder: { steps: 2 } },
      standard: { prior: { steps: 30 }, decoder: {} },
      fine: { prior: { steps: 50 }, decoder: { guidance: 2 } },
    },
  };
  const stepsOf = (change: Partial<FormValues>) => {
    const { prior, decoder } = order(change, manifest).requests[0]!;
    return [prior.steps, decoder.steps, decoder.guidance];
  };

  test('a preset changes what it names and leaves the rest', () => {
    expect(stepsOf({ preset: 'standard' })).toEqual([30, 12, 1]);
    expect(stepsOf({ preset: 'fine' })).toEqual([50, 12, 2]);
    expect(stepsOf({ preset: null })).toEqual([20, 12, 1]);
  });

  test('a change of one setting counts more than the preset', () => {
    expect(stepsOf({ preset: 'draft', prior: { steps: 7 } })).toEqual([7, 2, 1]);
  });

  test('a package without presets samples as it says', () => {
    const { prior } = order({ preset: 'fine' }).requests[0]!;
    expect(prior.steps).toBe(20);
  });
});

describe('from a picture', () => {
  const startPicture = 'ab'.repeat(32);
  const encoders = { ...fakeManifest, imageEncoders: {} } as unknown as typeof fakeManifest;

  test('every picture of the order starts from it', () => {
    const { requests } = order({ startPicture, strength: 0.4, count: 2 }, encoders);
    const start = { sha256: startPicture, strength: 0.4 };
    expect(requests.map((request) => request.start)).toEqual([start, start]);
  });

  test('a model that knows words only paints from words', () => {
    expect(order({ startPicture }).requests[0]).not.toHaveProperty('start');
  });

  test('at strength 0 it needs no words, at any other it does', () => {
    const silent = { ...form, startPicture, prompt: ' ' };
    const [request] = order({ ...silent, strength: 0 }, encoders).requests;
    expect(request).toMatchObject({ prompt: '', start: { strength: 0 } });
    expect(request).not.toHaveProperty('completion');
    const refused = { kind: 'problem', problem: 'prompt' };
    expect(buildOrder({ ...silent, strength: 0.1 }, encoders)).toEqual(refused);
    expect(buildOrder({ ...silent, strength: 0 }, fakeManifest)).toEqual(refused);
  });
});
