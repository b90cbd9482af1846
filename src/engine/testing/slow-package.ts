import { fakePackage, type FakePackage } from './fake-package.ts';

/** A package whose download stops after the first bytes of a file until `arrive` is called. */
export function slowPackage(): { pack: FakePackage; arrive: () => void; downloads: string[] } {
  const pack = fakePackage();
  const downloads: string[] = [];
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const whole = { ...pack.source };
  pack.source.fetchAll = async (files, onBytes, signal) => {
    downloads.push('begun');
    onBytes(files[0]!, 1);
    const aborted = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true }),
    );
    await Promise.race([arrived, aborted]);
    if (signal?.aborted) downloads.push('aborted');
    signal?.throwIfAborted();
    await whole.fetchAll(files, onBytes, signal);
  };
  return { pack, arrive: () => arrive(), downloads };
}
