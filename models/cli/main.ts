import { Command } from 'commander';
import { EngineError } from '../../src/protocol/engine.ts';
import { exportCommand, pullCommand, randomCommand } from './checkpoints.ts';
import { generateCommand } from './generate.ts';
import {
  checkCommand,
  inspectCommand,
  packCommand,
  runCommand,
  verifyCommand,
} from './packages.ts';
import { precisionReportCommand, previewReportCommand } from './reports.ts';

const program = new Command('models').description(
  'Download checkpoints; export, inspect, verify, pack and run model packages',
);

for (const command of [
  exportCommand,
  pullCommand,
  packCommand,
  checkCommand,
  randomCommand,
  inspectCommand,
  runCommand,
  precisionReportCommand,
  previewReportCommand,
  verifyCommand,
  generateCommand,
]) {
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof EngineError) {
    console.error(error.failure.message);
    console.error(error.failure.hint);
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exitCode = 1;
}
