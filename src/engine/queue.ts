/**
 * Runs tasks one after another, in order of arrival: the engine's only queue. ONNX Runtime Web hangs or aborts when two
 * create, run or release calls overlap, even on two sessions, so all of them are made within a task.
 */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `task` when all earlier ones have settled; an earlier failure does not reach it. */
  add<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task, task);
    this.last = result.catch(() => undefined);
    return result;
  }
}
