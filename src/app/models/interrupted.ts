const STORED_AS = 'wuerstchen.installing';

/**
 * Whether a download was under way when the page was left: a visit without one need not start the store's worker.
 */
export function wasInterrupted(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== null;
  } catch {
    return false;
  }
}

export function noteInterrupted(): void {
  try {
    localStorage.setItem(STORED_AS, 'yes');
  } catch {
    // Then it goes on by hand, on the page of models.
  }
}

export function forgetInterrupted(): void {
  try {
    localStorage.removeItem(STORED_AS);
  } catch {
    // It was never noted either.
  }
}
