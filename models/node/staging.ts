import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertPlace, makeFolder } from './place.ts';

/**
 * The folder beside the package in which it is written. It becomes the package, in one rename, when
 * all of it is there; until then what is finished in it waits for the next run.
 */
const LOCK = 'lock';

export const stagingOf = (out: string) => `${out}.partial`;

/** @throws Error if the place is taken by something else or cannot be written to, or another run writes there now */
export function openStaging(out: string): string {
  assertPlace(out);
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'manifest.json'))) {
    throw new Error(`${out}: expected an empty folder or an earlier package to replace`);
  }
  const folder = stagingOf(out);
  makeFolder(folder);
  const lock = join(folder, LOCK);
  const owner = readOwner(lock);
  if (owner !== null && isRunning(owner)) {
    throw new Error(`${folder}: process ${owner} is writing there now`);
  }
  rmSync(lock, { force: true });
  writeFileSync(lock, String(process.pid), { flag: 'wx' });
  return folder;
}

/** Removes what no finished run of this export has left here. */
export function keepOnly(folder: string, names: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    if (name !== LOCK && !names.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

/** The folder becomes the package; an earlier one is removed only then. */
export function finishStaging(folder: string, out: string): void {
  rmSync(join(folder, LOCK));
  const old = `${out}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(out)) renameSync(out, old);
  renameSync(folder, out);
  rmSync(old, { recursive: true, force: true });
}

export const discardStaging = (folder: string) => rmSync(folder, { recursive: true, force: true });

export const releaseStaging = (folder: string) => rmSync(join(folder, LOCK), { force: true });

function readOwner(lock: string): number | null {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(owner) && owner > 0 ? owner : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
