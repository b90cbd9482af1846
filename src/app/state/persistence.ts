import { usePersistence } from './page-state.ts';

export { usePersistence };

const ASKED = 'wuerstchen.asked-to-persist';

export async function readPersistence(): Promise<void> {
  usePersistence.setState({ persisted: (await storage()?.persisted()) ?? false });
}

/** Asks; some browsers ask the person, others decide by how much the page is used. */
export async function askToPersist(): Promise<boolean> {
  const persisted = (await storage()?.persist()) ?? false;
  usePersistence.setState({ persisted });
  return persisted;
}

/** Asks after the first picture that is worth keeping, and never again by itself. */
export async function askToPersistOnce(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED) !== null) return;
    localStorage.setItem(ASKED, new Date().toISOString());
  } catch {
    // Where not even this can be noted, nothing is promised either.
    return;
  }
  await askToPersist();
}

/** The types say it is always there; pages without HTTPS have none. */
function storage(): StorageManager | undefined {
  return 'storage' in navigator ? navigator.storage : undefined;
}
