import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { comparePackage } from '../../src/verify/browser/compare-package.ts';
import { nodeBackend } from '../node/engine.ts';
import { openFile } from '../node/file-source.ts';
import { folderSource } from '../node/package-source.ts';
import { exportReference, REFERENCE } from '../parity/harness.ts';

/** What the page's worker does, on onnxruntime-node: the record through the engine's own sessions. */

const folder = mkdtempSync(join(tmpdir(), 'verify-engine-'));
beforeAll(() => exportReference(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a package matches the record of its checkpoint, to rounding', async () => {
  const bytes = openFile(join(REFERENCE, 'golden/record.safetensors'));
  const seen: string[] = [];
  const result = await comparePackage(
    { source: folderSource(folder), connect: () => Promise.resolve(nodeBackend('cpu')) },
    { name: 'record.safetensors', bytes },
    new AbortController().signal,
    ({ name, done, total }) => seen.push(`${name} ${done}/${total}`),
  );
  await bytes.close();
  expect(result.passed).toBe(true);
  expect(result.compared).toHaveLength(6);
  expect(result.absent).toEqual([]);
  const errors = result.findings.flatMap(({ relative, passed }) => (passed ? [relative ?? 0] : []));
  expect(errors).toHaveLength(8);
  expect(Math.max(...errors)).toBeLessThan(5e-6);
  expect(result.report).toMatch(/decoder\/late\.eps, fused +\d\.\de-\d+ +\d\.\de-\d+ +ok/);
  expect(seen.at(-1)).toBe('pipeline 7/8');
});
