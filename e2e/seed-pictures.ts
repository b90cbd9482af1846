import type { Page } from '@playwright/test';

/**
 * Puts pictures into the storage as earlier visits would have left them, the newest first:
 * `house 0`, `house 1`, … with seeds 0, 1, …; every fourth is a favourite. The page must have been
 * opened once, and shows them after a reload.
 */
export async function seedPictures(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('wuerstchen.pictures');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const drawn = await Promise.all(
      ['#c08070', '#80a0c0', '#a0b0a0'].map((colour) => {
        const canvas = new OffscreenCanvas(256, 256);
        const context = canvas.getContext('2d')!;
        context.fillStyle = colour;
        context.fillRect(0, 0, 256, 256);
        return canvas.convertToBlob({ type: 'image/png' });
      }),
    );
    const checksums = await Promise.all(
      drawn.map(async (png) => {
        const digest = await crypto.subtle.digest('SHA-256', await png.arrayBuffer());
        return Array.from(new Uint8Array(digest), (byte) =>
          byte.toString(16).padStart(2, '0'),
        ).join('');
      }),
    );
    const stage = { steps: 3, schedule: 'uniform', guidance: 4, solver: 'ddpm' };
    const stores = ['records', 'files', 'thumbnails'];
    const transaction = database.transaction(stores, 'readwrite');
    const [records, files, thumbnails] = stores.map((name) => transaction.objectStore(name));
    const now = Date.now();
    for (let i = 0; i < count; i++) {
      const id = `seeded-${String(i).padStart(6, '0')}`;
      const png = drawn[i % 3]!;
      records!.put({
        id,
        paintedAt: now - 60_000 * (i + 1),
        request: {
          ...{ prompt: `house ${i}`, negative: i % 2 ? 'Nebel' : '', seed: String(i) },
          ...{ width: 256, height: 256, prior: { ...stage, steps: 3 + (i % 2) }, decoder: stage },
        },
        model: { id: 'micro', name: 'Micro', sha256: null },
        provider: 'wasm',
        timesMs: { load: 1, text: 2, prior: 3, decoder: 4, vqgan: 5 },
        totalMs: 15,
        favourite: i % 4 === 0,
        sha256: checksums[i % 3]!,
        sizeBytes: png.size,
        deletedAt: null,
        search: `house ${i} ${i % 2 ? 'nebel' : ''} ${i} micro`,
        tone: '#a08070',
      });
      files!.put(png, id);
      thumbnails!.put(png, id);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error!);
    });
    database.close();
  }, count);
}

/** How many entries each store of the pictures holds. */
export function countStored(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('wuerstchen.pictures');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const counts: Record<string, number> = {};
    for (const name of database.objectStoreNames) {
      const request = database.transaction(name).objectStore(name).count();
      counts[name] = await new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    }
    database.close();
    return counts;
  });
}

/** All that the pictures' storage holds, files as checksums, without what is made from the rest. */
export function readStored(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('wuerstchen.pictures');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const all = <Value>(store: string) =>
      new Promise<Value[]>((resolve) => {
        const request = database.transaction(store).objectStore(store).getAll() as IDBRequest<
          Value[]
        >;
        request.onsuccess = () => resolve(request.result);
      });
    const records = await all<{ search?: string; tone?: string }>('records');
    const files = await all<Blob>('files');
    database.close();
    return Promise.all(
      records.map(async (record, i) => {
        const digest = await crypto.subtle.digest('SHA-256', await files[i]!.arrayBuffer());
        delete record.search;
        delete record.tone;
        return { ...record, file: Array.from(new Uint8Array(digest)).join(' ') };
      }),
    );
  });
}
