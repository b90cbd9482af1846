import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('no package runs a script when it is installed: npm asks the registry and nobody else', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const { allowScripts } = JSON.parse(read('package.json')) as {
    allowScripts: Record<string, boolean>;
  };
  const withScripts = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  const denied = Object.keys(allowScripts).filter((name) => allowScripts[name] === false);
  // npm 11 names whatever is not in the list; npm 10 knows no list, but `ignore-scripts`.
  expect([...new Set(withScripts)].sort()).toEqual(denied.sort());
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});
