import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';

/** Run before Playwright: installs a Chromium where there is none. */
function install(): void {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isRootOnDebian) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  } else {
    run('npx', ['playwright', 'install', 'chromium']);
  }
}

function run(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  const reason = error?.message ?? `it ended with status ${status}`;
  throw new Error(`${command} ${args.join(' ')}: ${reason}`);
}

if (findChromium() === null) {
  console.log('No Chromium found; installing one.');
  install();
}
const found = findChromium();
if (found === null) {
  console.error('There is still no Chromium: set CHROMIUM_PATH to one.');
  process.exitCode = 1;
} else {
  console.log(`Testing with ${found}`);
}
