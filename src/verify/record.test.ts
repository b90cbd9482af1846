import { describe, expect, it } from 'vitest';
import { fakePackage } from '../engine/testing/fake-package.ts';
import { memorySource } from '../exporter/testing/memory.ts';
import { RecordError, ReferenceRecord } from './record.ts';
import { assertFits } from './shapes.ts';
import { floatTensor, levelTensor, RECORD, recordFile } from './testing/record-file.ts';

const vqgan = {
  'vqgan.latent': floatTensor([1, 4, 8, 8], 0.5),
  'vqgan.image': levelTensor([1, 32, 32, 3], 7),
};
const prior = {
  'prior/late.x': floatTensor([2, 16, 3, 3]),
  'prior/late.r': floatTensor([2]),
  'prior/late.text': floatTensor([2, 77, 6]),
  'prior/late.eps': floatTensor([2, 16, 3, 3]),
};

const open = (bytes: Uint8Array<ArrayBuffer>) =>
  ReferenceRecord.open('my.safetensors', memorySource(bytes));

async function problemOf(task: Promise<unknown>): Promise<RecordError> {
  const error: unknown = await task.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(RecordError);
  return error as RecordError;
}

describe('a record', () => {
  it('has its cases in the order of a picture, and reads tensors when asked', async () => {
    const record = await open(recordFile({ ...vqgan, ...prior }));
    expect(record.cases).toEqual([
      { network: 'prior', name: 'prior/late' },
      { network: 'vqgan', name: 'vqgan' },
    ]);
    const { shape, data } = await record.floats('vqgan.latent');
    expect(shape).toEqual([1, 4, 8, 8]);
    expect([...new Set(data)]).toEqual([0.5]);
    expect((await record.levels('vqgan.image')).data).toHaveLength(32 * 32 * 3);
    await expect(record.integers('vqgan.image')).rejects.toThrow('has type U8; expected I32');
  });

  it.each([
    ['a picture', new TextEncoder().encode('\x89PNG, and some more of it'), 'not-a-record'],
    ['an empty file', new Uint8Array(0), 'not-a-record'],
    ['weights', recordFile(vqgan, {}), 'not-a-record'],
    ['a later version', recordFile(vqgan, { ...RECORD, version: '2' }), 'other-version'],
    ['one cut off', recordFile(vqgan).slice(0, -100), 'not-a-record'],
    ['half a case', recordFile({ 'vqgan.latent': vqgan['vqgan.latent'] }), 'bad-record'],
    ['nothing', recordFile({}), 'bad-record'],
    [
      'a network named as every object’s',
      recordFile({ 'toString.x': floatTensor([1]) }),
      'bad-record',
    ],
  ])('refuses %s', async (_, bytes, problem) => {
    const error = await problemOf(open(bytes));
    expect(error.problem).toBe(problem);
    expect(error.message).toContain('my.safetensors');
  });
});

describe('a model', () => {
  const { manifest } = fakePackage();
  const fits = async (tensors: Parameters<typeof recordFile>[0], metadata = {}) =>
    assertFits(manifest, await open(recordFile(tensors, { ...RECORD, ...metadata })));

  it('takes a record of its own shapes', async () => {
    await fits({ ...vqgan, ...prior });
  });

  it.each([
    ['channels', 'prior/late.x', [2, 8, 3, 3], '[B, 16, H, W]'],
    ['text width', 'prior/late.text', [2, 77, 1280], '[2, 77, 6]'],
    ['batch', 'prior/late.r', [3], '[2]'],
    ['output', 'prior/late.eps', [2, 16, 3, 4], '[2, 16, 3, 3]'],
    ['rank', 'prior/late.text', [77, 6], '[2, 77, 6]'],
    ['picture', 'vqgan.image', [1, 64, 64, 3], '[1, 32, 32, 3]'],
  ])('refuses one with another %s', async (_, tensor, shape, expected) => {
    const other = tensor.endsWith('image') ? levelTensor(shape, 0) : floatTensor(shape);
    const error = await problemOf(fits({ ...vqgan, ...prior, [tensor]: other }));
    expect(error.problem).toBe('other-model');
    expect(error.message).toContain(
      `${tensor} has the shape [${shape.join(', ')}]; this model has ${expected}`,
    );
  });
});
