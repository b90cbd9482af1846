import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a browser's processes in bytes, from /proc: Linux only. */
export interface Processes {
  /** Of the largest renderer: page and workers share it. */
  renderer: number;
  /** Of the one that talks to the GPU; it holds the memory where the card is software. */
  gpu: number;
  /** Of all processes of the browser, shared pages counted once. */
  all: number;
}

export const NOTHING: Processes = { renderer: 0, gpu: 0, all: 0 };

/** The larger one of each. */
export function most(a: Processes, b: Processes): Processes {
  return {
    renderer: Math.max(a.renderer, b.renderer),
    gpu: Math.max(a.gpu, b.gpu),
    all: Math.max(a.all, b.all),
  };
}

/** The browser's own process: the one that has this profile and is nobody's helper. */
export function rootOf(profile: string): number {
  const pid = numbers().find((entry) => {
    const command = read(`/proc/${entry}/cmdline`);
    return command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=');
  });
  if (pid === undefined) throw new Error('The browser is not there');
  return Number(pid);
}

/** Proportional set sizes of the processes below one. */
export function measure(root: number): Processes {
  const parents = new Map<number, number>();
  for (const name of numbers()) {
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && parents.get(pid)! > 1 && isOurs(parents.get(pid)!));
  const found = { ...NOTHING };
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0;
    const bytes = Number(kilobytes) * 1024;
    const command = read(`/proc/${pid}/cmdline`);
    found.all += bytes;
    if (command.includes('--type=gpu-process')) found.gpu += bytes;
    if (command.includes('--type=renderer')) found.renderer = Math.max(found.renderer, bytes);
  }
  return found;
}

const numbers = () => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
