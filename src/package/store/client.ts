import { Client } from '../../rpc/client.ts';
import { StoreError, type ModelStore, type StoreFault, type StoreService } from './api.ts';

/**
 * The store in a worker, which is started when it is first needed and again after it has ended.
 * @param spawn starts `worker.ts` as a module worker
 */
export function createWorkerStore(spawn: () => Worker): ModelStore {
  const client = new Client<StoreService, StoreFault>({
    spawn,
    toError: (fault) => new StoreError(fault),
    crashed: (message) => new StoreError({ code: 'internal', path: '', message }),
  });
  return {
    state: () => client.call('state', null),
    look: (where, signal) => client.call('look', where, { signal }),
    install: (target, signal, onProgress) => client.call('install', target, { signal, onProgress }),
    verify: (key, signal, onProgress) => client.call('verify', key, { signal, onProgress }),
    remove: (key) => client.call('remove', key),
  };
}
