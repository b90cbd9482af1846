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
  const isOurs = descendantsOf(root);
  const found = { ...NOTHING };
  for (const pid of numbers().map(Number).filter(isOurs)) {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0;
    const bytes = Number(kilobytes) * 1024;
    const command = read(`/proc/${pid}/cmdline`);
    found.all += bytes;
    if (command.includes('--type=gpu-process')) found.gpu += bytes;
    if (command.includes('--type=renderer')) found.renderer = Math.max(found.renderer, bytes);
  }
  return found;
}

/** CPU time in seconds that a browser's processes have taken so far. */
export interface CpuTime {
  /** Of pages and their workers. */
  renderers: number;
  /** Of the network, the disk, the screen and the rest. */
  others: number;
}

/** Ticks in a second of /proc; Linux has had a hundred for everybody since 2.6. */
const TICKS = 100;

/** Of the processes below one that are still there, and what they have waited for. */
export function cpuTime(root: number): CpuTime {
  const isOurs = descendantsOf(root);
  const time: CpuTime = { renderers: 0, others: 0 };
  for (const pid of numbers().map(Number).filter(isOurs)) {
    const stat = read(`/proc/${pid}/stat`);
    const [user = 0, system = 0, waitedUser = 0, waitedSystem = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number);
    const seconds = (user + system + waitedUser + waitedSystem) / TICKS;
    if (read(`/proc/${pid}/cmdline`).includes('--type=renderer')) time.renderers += seconds;
    else time.others += seconds;
  }
  return time;
}

/** Whether a process is one, or was started by it or by one of its own. */
function descendantsOf(root: number): (pid: number) => boolean {
  const parents = new Map<number, number>();
  for (const name of numbers()) {
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && parents.get(pid)! > 1 && isOurs(parents.get(pid)!));
  return isOurs;
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
