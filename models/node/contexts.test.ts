import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** One tsconfig per execution context: what each may see, and that none leaves a file out. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOM = 'lib.dom.d.ts';
const WORKER = 'lib.webworker.d.ts';
const NODE = '@types/node/index.d.ts';

const CONTEXTS: Record<string, string[]> = {
  page: [DOM],
  worker: [WORKER],
  sw: [WORKER],
  node: [NODE],
  // What runs inside the page is written in these files as well.
  e2e: [NODE, DOM],
  tests: [NODE, DOM],
};

function configOf(context: string): ts.ParsedCommandLine {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    resolve(ROOT, `tsconfig.${context}.json`),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!parsed) throw new Error(`Expected tsconfig.${context}.json; received none.`);
  return parsed;
}

describe.each(Object.entries(CONTEXTS))('the context %s', (context, environments) => {
  it(`sees the globals of ${environments.join(' and ')} alone, whatever it imports`, () => {
    const { fileNames, options } = configOf(context);
    const files = ts
      .createProgram(fileNames, options)
      .getSourceFiles()
      .map(({ fileName }) => fileName);
    const seen = [DOM, WORKER, NODE].filter((name) => files.some((file) => file.endsWith(name)));
    expect(seen.sort()).toEqual([...environments].sort());
  });
});

it('every source file is in a context', () => {
  const checked = new Set(
    Object.keys(CONTEXTS)
      .flatMap((context) => configOf(context).fileNames)
      .map((path) => relative(ROOT, path)),
  );
  const written = ts.sys
    .readDirectory(ROOT, ['.ts', '.tsx'], ['models/checkpoints'], ['src', 'models', 'e2e', '*.ts'])
    .map((path) => relative(ROOT, path));
  expect(written.length).toBeGreaterThan(500);
  expect(written.filter((path) => !checked.has(path))).toEqual([]);
});
