import type { PullProgress } from '../hub/progress.ts';

/** Shows progress: one line that is written over on a terminal, one every ten seconds elsewhere. */
export function onTerminal<P extends PullProgress>(
  describe: (progress: P) => string,
): (progress: P) => void {
  const everyMs = process.stderr.isTTY ? 200 : 10_000;
  let lastMs = -Infinity;
  return (progress) => {
    const done = progress.doneBytes === progress.totalBytes;
    if (!done && performance.now() - lastMs < everyMs) return;
    lastMs = performance.now();
    const line = describe(progress);
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${done ? '\n' : ''}`);
    else console.error(line);
  };
}
