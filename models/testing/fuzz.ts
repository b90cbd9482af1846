import { Command, InvalidArgumentError } from 'commander';
import { spawnSync } from 'node:child_process';

/** Runs the fuzz tests alone, with as many inputs each as asked for: `npm run fuzz -- --inputs 100000`. */

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError('Expected a whole number from 1.');
  }
  return Number(text);
}

const { inputs, only } = new Command('fuzz')
  .description('Try the readers of files, links and texts with inputs that nobody means well')
  .option('--inputs <number>', 'inputs for each property', wholeNumber, 20_000)
  .option('--only <name>', 'tests whose path has this in it, such as zip', '')
  .parse()
  .opts<{ inputs: number; only: string }>();

const { status } = spawnSync(
  'npx',
  ['vitest', 'run', only === '' ? 'fuzz.test' : `${only}-fuzz`, '--testTimeout', '3600000'],
  {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_INPUTS: String(inputs) },
  },
);
process.exitCode = status ?? 1;
