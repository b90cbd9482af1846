import { expect, it } from 'vitest';
import { WeightPlan } from './graph/weight-plan.ts';
import type { ExportPlan } from './plan.ts';
import type { SourceFile } from './ports.ts';
import { schedule } from './schedule.ts';
import { ENCODINGS } from './weights/encoding.ts';
import type { Matrix } from './weights/matrix.ts';
import type { StoredTensor } from './weights/stored-tensor.ts';

const MIB = 2 ** 20;

const PATHS = {
  priorText: 'text_encoder/model.safetensors',
  decoderText: 'text_encoder/model.safetensors',
  prior: 'prior/first.safetensors',
  decoder: 'decoder/model.safetensors',
  vqgan: 'vqgan/model.safetensors',
};

function tensor(name: string, file: SourceFile, mib: number): StoredTensor {
  const sizes = { dtype: 'F32', shape: [mib * 256, 1024], start: 0, end: mib * MIB } as const;
  return { ...sizes, shape: [...sizes.shape], name, file, place: file.path };
}

const matrix = (mib: number, ...sources: StoredTensor[]): Matrix => ({
  rows: mib * 256,
  columns: 1024,
  sources,
  read: () => Promise.reject(new Error('not read')),
});

/** A plan of some weights, each with its matrices in order. */
function plan(weights: Record<string, Matrix[]>): ExportPlan {
  const plans = Object.entries(weights).map(([name, matrices]) => {
    const plan = new WeightPlan(name);
    matrices.forEach((each, i) => plan.add(`${name}.${i}`, each, ENCODINGS.f32));
    return plan;
  });
  const networks = Object.entries(PATHS).map(([name, path]) => [name, { table: tableOf(path) }]);
  return {
    networks: [{ weights: plans }],
    input: { networks: Object.fromEntries(networks) as unknown },
  } as unknown as ExportPlan;
}

/** The prior lies in two files, the others in one each. */
const tableOf = (path: string) => ({
  files: path.startsWith('prior/') ? [{ path }, { path: 'prior/second.safetensors' }] : [{ path }],
});

const names = (given: ExportPlan, done: string[] = []) =>
  schedule(given, ({ weights, index }) => done.includes(`${weights}.${index}`)).map((chain) =>
    chain.map(({ weights, index }) => `${weights}.${index}`),
  );

const prior = (path: string): SourceFile => ({ repository: 'prior', path });
const decoder = (path: string): SourceFile => ({ repository: 'decoder', path });
const first = tensor('first', prior('prior/first.safetensors'), 100);
const third = tensor('third', prior('prior/first.safetensors'), 100);
const second = tensor('second', prior('prior/second.safetensors'), 100);
const stageB = tensor('b', decoder('decoder/model.safetensors'), 100);

it('shards come in the order of their files, whatever the order of the networks', () => {
  const given = plan({
    b: [matrix(100, stageB)],
    shared: [matrix(100, second)],
    own: [matrix(100, first), matrix(100, second), matrix(100, third)],
  });
  expect(names(given)).toEqual([['own.0'], ['own.2'], ['shared.0'], ['own.1'], ['b.0']]);
  expect(names(given, ['own.0', 'b.0'])).toEqual([['own.2'], ['shared.0'], ['own.1']]);
});

it('a shard says which files it is made from, each once', () => {
  const given = plan({ own: [matrix(50, second, first), matrix(50, second)] });
  const [chain] = schedule(given, () => false);
  expect(chain![0]!.files).toEqual([first.file, second.file]);
});

it('shards that read one large tensor go to one lane, one behind the other', () => {
  const weight = tensor('weight', prior('prior/first.safetensors'), 40);
  const small = tensor('small', prior('prior/first.safetensors'), 0.5);
  const chained = plan({
    own: [matrix(100, weight, small), matrix(100, weight), matrix(100, small)],
  });
  expect(names(chained)).toEqual([['own.0', 'own.1'], ['own.2']]);
  expect(names(chained, ['own.0'])).toEqual([['own.1'], ['own.2']]);
});
