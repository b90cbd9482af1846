import { chromium, type BrowserContext } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium, SANDBOX } from './chromium.ts';

/** A Chromium of its own with a profile on the disk, whose process can be killed. */
export interface OwnBrowser {
  context: BrowserContext;
  /** SIGKILL: the browser and what belongs to it end at once, and write nothing any more. */
  kill(): Promise<void>;
  /** As when a lid is closed and opened again: every process stands still until `meanwhile` is done. */
  sleep(meanwhile: () => Promise<void>): Promise<void>;
}

export async function openOwnBrowser(profile: string): Promise<OwnBrowser> {
  const portFile = join(profile, 'DevToolsActivePort');
  await rm(portFile, { force: true });
  const browser = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      '--headless=new',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...SANDBOX,
      'about:blank',
    ],
    // A group of its own, so that all of its processes can be ended together.
    { detached: true, stdio: 'ignore' },
  );
  const kill = async () => {
    if (browser.exitCode !== null || browser.signalCode !== null) return;
    const ended = once(browser, 'exit');
    process.kill(-browser.pid!, 'SIGKILL');
    await ended;
  };
  const sleep = async (meanwhile: () => Promise<void>) => {
    process.kill(-browser.pid!, 'SIGSTOP');
    try {
      await meanwhile();
    } finally {
      process.kill(-browser.pid!, 'SIGCONT');
    }
  };
  try {
    const port = await firstLine(portFile);
    const connected = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    return { context: connected.contexts()[0]!, kill, sleep };
  } catch (error) {
    await kill();
    throw error;
  }
}

const START_MS = 60_000;

/** Chromium writes its port to a file when it listens. */
async function firstLine(path: string): Promise<string> {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 50) {
    const line = await readFile(path, 'utf8').then(
      (text) => text.split('\n')[0],
      () => '',
    );
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Chromium did not write ${path} within ${START_MS} ms`);
}
