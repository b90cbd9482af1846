import { chromium } from '@playwright/test';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium does not start in its sandbox as root. */
export const SANDBOX: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** WebGPU on the CPU: exact, and slow. */
export const SOFTWARE_GPU: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/**
 * WebAssembly is optimised only where it is run very often (V8's default is 13 million bytes of code run): most of
 * what the optimising compiler makes of ONNX Runtime during a visit is of no use to a test, and costs it 0.7 s of CPU.
 */
export const TIERS_UP_LATE: readonly string[] = ['--js-flags=--wasm-tiering-budget=200000000'];

/** What Playwright needs to start it. */
export function launchOptions(flags: readonly string[] = []) {
  const executablePath = findChromium();
  return { args: [...SANDBOX, ...flags], ...(executablePath !== null && { executablePath }) };
}

/** A Chromium to test with: `CHROMIUM_PATH`, the system's, or Playwright's own; null if none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, chromium.executablePath()].find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
