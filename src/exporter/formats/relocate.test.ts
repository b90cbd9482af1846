import { expect, it } from 'vitest';
import { encodeModel, type GraphSpec } from './onnx.ts';
import { relocate } from './relocate.ts';

const graph = (...locations: string[]): GraphSpec => ({
  name: 'location',
  nodes: [{ opType: 'Add', domain: '', inputs: ['w0', 'x'], outputs: ['y'], attributes: { a: 1 } }],
  inputs: [{ name: 'x', type: 'f32', shape: ['n'] }],
  outputs: [{ name: 'y', type: 'f32', shape: null }],
  initializers: [
    ...locations.map((location, i) => ({
      name: `w${i}`,
      type: 'f32' as const,
      shape: [2],
      content: { location, offset: 64 * i, length: 8 },
    })),
    { name: 'inline', type: 'f32', shape: [1], content: new Uint8Array([1, 2, 3, 4]) },
  ],
});

it('renames the files of weights, and nothing else', () => {
  const names: Record<string, string> = { 'a.bin': 'a.0123456789ab.bin', 'b.bin': 'ß.bin' };
  const before = encodeModel(graph('a.bin', 'b.bin', 'a.bin'));
  const expected = encodeModel(graph('a.0123456789ab.bin', 'ß.bin', 'a.0123456789ab.bin'));
  const after = relocate(before, (location) => names[location]!);
  expect(Buffer.compare(after, expected)).toBe(0);
  expect(
    Buffer.compare(
      relocate(before, (location) => location),
      before,
    ),
  ).toBe(0);
});
