import { Client } from '../../rpc/client.ts';
import { ConversionError, type ConversionFault, type ConversionService } from './api.ts';

export type Converter = Client<ConversionService, ConversionFault>;

/**
 * The conversion in a worker, which is started when it is first needed.
 * @param spawn starts `worker.ts` as a module worker
 */
export const createConverter = (spawn: () => Worker): Converter =>
  new Client({
    spawn,
    toError: (fault) => new ConversionError(fault),
    crashed: (message) => new ConversionError({ code: 'internal', path: '', message }),
  });
