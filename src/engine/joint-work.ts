/** Work that several callers wait for together; it is called off when nobody wants it any more. */
export class JointWork<News> {
  private readonly stop = new AbortController();
  private readonly listeners = new Set<(news: News) => void>();
  private latest: { news: News } | null = null;
  /** How many want it. */
  private wanted = 0;
  private readonly done: Promise<void>;

  /** @param work begins in the next microtask; `tell` passes news on to all who have joined */
  constructor(work: (tell: (news: News) => void, signal: AbortSignal) => Promise<void>) {
    const tell = (news: News) => {
      this.latest = { news };
      for (const listener of this.listeners) listener(news);
    };
    this.done = Promise.resolve().then(() => work(tell, this.stop.signal));
    // Whoever has left need not hear of a failure.
    this.done.catch(() => undefined);
  }

  /**
   * Waits for the end. `onNews` gets the latest news at once, and all that follow.
   * @throws what the work throws; when aborted the signal's reason, at once where others still want the work, else when
   * it has ended
   */
  async join(onNews: (news: News) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const left = this.want(signal);
    this.listeners.add(onNews);
    if (this.latest) onNews(this.latest.news);
    try {
      await Promise.race([this.done, left]);
    } finally {
      this.listeners.delete(onNews);
    }
    signal.throwIfAborted();
  }

  /** Keeps the work going as long as `signal` is not aborted, whoever else leaves. */
  hold(signal: AbortSignal): void {
    if (!signal.aborted) void this.want(signal);
  }

  /** Whether it is ending before its time. */
  get isCalledOff(): boolean {
    return this.stop.signal.aborted;
  }

  /** Calls it off for all. Settles when it has ended, and never fails. */
  async cancel(reason: unknown): Promise<void> {
    this.stop.abort(reason);
    await this.done.catch(() => undefined);
  }

  /** @returns settles when `signal` is aborted and others want the work */
  private want(signal: AbortSignal): Promise<void> {
    this.wanted += 1;
    return new Promise((resolve) => {
      const leave = () => {
        this.wanted -= 1;
        if (this.wanted > 0) resolve();
        else this.stop.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      void this.done.catch(() => undefined).then(() => signal.removeEventListener('abort', leave));
    });
  }
}
