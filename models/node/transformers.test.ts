import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { ClipTokenizer } from '../../src/engine/tokenizer.ts';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

/** Names of the shared libraries in this process that belong to packages. */
function nativeLibraries(): string[] {
  const report = process.report.getReport() as unknown as { sharedObjects: string[] };
  return report.sharedObjects
    .filter((path) => path.includes('node_modules'))
    .map((path) => basename(path));
}

it('the engine in Node loads one native ONNX Runtime and no sharp', () => {
  const folder = 'models/reference/checkpoint/prior/tokenizer/';
  const tokenizer = new ClipTokenizer(
    read(`${folder}tokenizer.json`) as object,
    read(`${folder}tokenizer_config.json`) as object,
    77,
    599,
  );
  expect(tokenizer.count('a red fox').used).toBe(4);
  expect(ort.env.versions.node).toBeDefined();

  const libraries = nativeLibraries();
  expect(libraries.filter((name) => /onnxruntime.*\.node$/.test(name))).toHaveLength(1);
  expect(
    libraries.filter((name) => /^(lib)?onnxruntime\.(so|dll|dylib|\d)/.test(name)),
  ).toHaveLength(1);
  expect(libraries.filter((name) => /sharp|vips/.test(name))).toEqual([]);
});

it('transformers finds the ONNX Runtime of this project', () => {
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(ours.resolve('@huggingface/transformers'));
  for (const name of ['onnxruntime-node', 'onnxruntime-common', 'onnxruntime-web']) {
    expect(realpathSync(theirs.resolve(name))).toBe(realpathSync(ours.resolve(name)));
  }
});

it('one version of each ONNX Runtime is installed, and none of sharp', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, unknown> };
  const installed = Object.keys(packages).filter((path) =>
    /(onnxruntime-\w+|sharp|@img\/[\w-]+)$/.test(path),
  );
  expect(installed.sort()).toEqual([
    'models/node/no-sharp',
    'node_modules/onnxruntime-common',
    'node_modules/onnxruntime-node',
    'node_modules/onnxruntime-web',
    'node_modules/sharp',
  ]);
  expect(packages['node_modules/sharp']).toEqual({ resolved: 'models/node/no-sharp', link: true });
});
