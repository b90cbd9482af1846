import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { exportedFolder } from './convert-test.ts';

/** What Node paints with the package that it has exported. */

/** @returns a PNG file */
export function generated(precision: string, args: readonly string[]): Buffer {
  const out = '.cache/e2e/generated.png';
  mkdirSync('.cache/e2e', { recursive: true });
  execFileSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'models/cli/main.ts', 'generate', '--package'],
      ...[exportedFolder(precision), '--out', out, ...args],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return readFileSync(out);
}

/** Of two PNG files, in decibels; infinite where every pixel is the same. */
export function psnr(a: Buffer, b: Buffer): number {
  const [one, other] = [decode(a), decode(b)];
  if (one.width !== other.width || one.height !== other.height) {
    throw new Error(
      `Expected ${one.width}x${one.height} pixels; received ${other.width}x${other.height}`,
    );
  }
  const [values, others] = [rgb(one), rgb(other)];
  const squares = values.reduce((sum, value, i) => sum + (value - others[i]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / values.length));
}

/** Without the opacity, which one of them may lack. */
const rgb = ({ data, channels }: { data: ArrayLike<number>; channels: number }) =>
  Array.from(data).filter((_, i) => channels === 3 || i % channels !== 3);

export const floatsIn = (bytes: Buffer): Float32Array =>
  new Float32Array(new Uint8Array(bytes).buffer);
