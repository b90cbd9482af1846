import type { Browser, Page } from '@playwright/test';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One task of the page's main thread. */
export interface MainThreadTask {
  /** On the clock: what a person would feel, other programs' turns on the CPU included. */
  wallMs: number;
  /** On the CPU: the page's own work. */
  ownMs: number;
  /** The longest things done in it, by the browser's names, for whoever looks for the cause. */
  parts: string;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { url?: string; functionName?: string; type?: string } };
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** Shorter ones are nobody's trouble. */
const NOTABLE_MS = 10;

/** Every task worth knowing of that the page's main thread did during `work`, the longest first. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<MainThreadTask[]> {
  const path = join(tmpdir(), `main-thread-${process.pid}.json`);
  await browser.startTracing(page, { path, categories: CATEGORIES });
  try {
    await work();
  } finally {
    await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8')) as { traceEvents: TraceEvent[] };
  await rm(path);
  return tasksOf(traceEvents);
}

function tasksOf(events: TraceEvent[]): MainThreadTask[] {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const own = events.filter((event) => event.ph === 'X' && mains.has(threadOf(event)));
  const isTask = ({ name, dur = 0 }: TraceEvent) =>
    name === 'ThreadControllerImpl::RunTask' && dur >= NOTABLE_MS * 1000;
  return own
    .filter(isTask)
    .map((task) => ({
      wallMs: (task.dur ?? 0) / 1000,
      ownMs: (task.tdur ?? NaN) / 1000,
      parts: partsOf(task, own),
    }))
    .sort((a, b) => b.wallMs - a.wallMs);
}

function partsOf(task: TraceEvent, events: TraceEvent[]): string {
  const end = task.ts + (task.dur ?? 0);
  return events
    .filter(
      (event) =>
        event !== task &&
        threadOf(event) === threadOf(task) &&
        event.ts >= task.ts &&
        event.ts + (event.dur ?? 0) <= end &&
        !event.name.endsWith('RunTask'),
    )
    .sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .slice(0, 4)
    .map(({ name, dur = 0, args: { data } }) => {
      const what = data?.functionName || data?.type || data?.url?.split('/').pop() || '';
      return `${name}${what && ` ${what}`} ${Math.round(dur / 1000)}`;
    })
    .join(', ');
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}
