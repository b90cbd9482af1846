import type { FromService, Service, ToService } from './api.ts';
import { transferOf } from './transfer.ts';

/**
 * The worker's side: gives a handler for messages.
 * @param post what `transfer` lists is moved, see `transferred`
 * @param toData turns whatever a method throws into what the caller's side understands
 */
export function serve<ErrorData>(
  service: Service,
  post: (message: FromService<ErrorData>, transfer: Transferable[]) => void,
  toData: (error: unknown) => ErrorData,
): (message: ToService) => void {
  const running = new Map<number, AbortController>();

  const run = async (id: number, method: string, input: unknown) => {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const own = Object.hasOwn(service, method) ? service[method] : undefined;
      if (!own) throw new Error(`This worker has no method ${method}.`);
      const onProgress = (progress: unknown) =>
        post({ kind: 'progress', id, progress }, transferOf(progress));
      const output = await own(input, { signal: abort.signal, onProgress });
      post({ kind: 'answer', id, output }, transferOf(output));
    } catch (error) {
      post({ kind: 'failed', id, error: toData(error) }, []);
    } finally {
      running.delete(id);
    }
  };

  return (message) => {
    if (message.kind === 'cancel') running.get(message.id)?.abort();
    else void run(message.id, message.method, message.input);
  };
}
