import { expect, it } from 'vitest';
import { memorySource } from '../testing/memory.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { cacheBytesOf, TensorReader } from './tensor-reader.ts';

const MIB = 2 ** 20;
const FILE = { repository: 'prior', path: 'model.safetensors' } as const;

/** Float32 tensors of so many MiB, one behind the other in a file, whose first value is their number. */
function opened(...sizes: number[]) {
  return openedBy(new TensorReader(), ...sizes);
}

function openedBy(reader: TensorReader, ...sizes: number[]) {
  const content = new Float32Array((sizes.reduce((sum, size) => sum + size, 0) * MIB) / 4);
  let end = 0;
  const tensors = sizes.map((size, i): StoredTensor => {
    const start = end;
    end += size * MIB;
    content[start / 4] = i;
    const shape = [(size * MIB) / 4];
    return { name: String(i), dtype: 'F32', shape, start, end, file: FILE, place: 'prior/model' };
  });
  const source = memorySource(new Uint8Array(content.buffer));
  const reads: [number, number][] = [];
  reader.attach(FILE, {
    ...source,
    read(from, to) {
      reads.push([from / MIB, to / MIB]);
      return source.read(from, to);
    },
  });
  return { reader, tensors, reads };
}

it('a tensor is read whole, once, whatever ranges are asked for', async () => {
  const { reader, tensors, reads } = opened(1, 2);
  expect([...(await reader.floats(tensors[1]!, 0, 2))]).toEqual([1, 0]);
  expect(await reader.floats(tensors[1]!, 100, 200)).toHaveLength(100);
  expect(reads).toEqual([[1, 3]]);
});

it('a tensor that does not fit is read range by range', async () => {
  const { reader, tensors, reads } = opened(65);
  await reader.floats(tensors[0]!, 0, MIB / 4);
  await reader.floats(tensors[0]!, MIB / 4, MIB);
  expect(reads).toEqual([
    [0, 1],
    [1, 4],
  ]);
});

it('what has been used longest ago makes room', async () => {
  const { reader, tensors, reads } = opened(30, 30, 30);
  for (const i of [0, 1, 0, 2, 0, 1]) await reader.floats(tensors[i]!, 0, 1);
  expect(reads.map(([from]) => from / 30)).toEqual([0, 1, 2, 1]);
});

it('a tensor goes when the last matrix that needs it has been made', async () => {
  const { reader, tensors, reads } = opened(1);
  reader.expect(tensors);
  reader.expect(tensors);
  await reader.floats(tensors[0]!, 0, 1);
  reader.done(tensors);
  await reader.floats(tensors[0]!, 0, 1);
  expect(reads).toHaveLength(1);
  reader.done(tensors);
  await reader.floats(tensors[0]!, 0, 1);
  expect(reads).toHaveLength(2);
});

it('what several matrices are made from stays between them, however large, and no longer', async () => {
  const { reader, tensors, reads } = opened(70, 30, 30, 30);
  const [large, ...others] = tensors;
  reader.expect([large!]);
  reader.expect([large!]);
  await reader.floats(large!, 0, 1);
  for (const other of others) await reader.floats(other, 0, 1);
  await reader.floats(large!, 5, 9);
  expect(reads.filter(([from]) => from === 0)).toEqual([[0, 70]]);
  // The last matrix: what is kept serves it, and nothing is kept behind it.
  reader.done([large!]);
  await reader.floats(large!, 0, 9);
  expect(reads.filter(([from]) => from === 0)).toHaveLength(1);
  reader.done([large!]);
  await reader.floats(large!, 0, MIB / 4);
  expect(reads.filter(([from]) => from === 0)).toEqual([
    [0, 70],
    [0, 1],
  ]);
});

it('lanes share the room: a tensor that does not fit its part is read range by range', async () => {
  expect(cacheBytesOf(4)).toBe(16 * MIB);
  const { reader, tensors, reads } = openedBy(new TensorReader(null, cacheBytesOf(4)), 17);
  await reader.floats(tensors[0]!, 0, MIB / 4);
  expect(reads).toEqual([[0, 1]]);
});

it('a file that is not at hand is named, and so is a tensor that is no weight', async () => {
  const { reader, tensors } = opened(1);
  await expect(reader.floats({ ...tensors[0]!, dtype: 'I64' }, 0, 1)).rejects.toThrow(
    'prior/model: tensor 0 has type I64; expected F32, F16 or BF16',
  );
  reader.detach(FILE);
  await expect(reader.floats(tensors[0]!, 0, 1)).rejects.toThrow(
    'prior/model: expected this file to be open; it is not',
  );
});
