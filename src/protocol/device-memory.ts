/**
 * GiB of the machine's memory as the browser tells it, to a page or a worker: rounded, and capped at 8 or 32; undefined
 * where it tells nothing.
 */
export function deviceMemoryGib(): number | undefined {
  return (globalThis as { navigator?: { deviceMemory?: number } }).navigator?.deviceMemory;
}
