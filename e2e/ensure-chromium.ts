import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasVulkanLoader } from '../models/node/vulkan.ts';
import { findChromium } from './chromium.ts';

/**
 * Run before the tests: installs a Chromium where there is none. On Debian its package also brings
 * the software Vulkan driver, and libvulkan1 the loader, with which Node runs the WebGPU parity tests.
 */
function install(): void {
  if (isRootOnDebian) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'libvulkan1']);
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

const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');

if (findChromium() === null || (isRootOnDebian && !hasVulkanLoader())) {
  console.log('No Chromium or no Vulkan loader found; installing.');
  install();
}
const found = findChromium();
if (found === null) {
  console.error('There is still no Chromium: set CHROMIUM_PATH to one.');
  process.exitCode = 1;
} else {
  console.log(`Testing with ${found}`);
}
