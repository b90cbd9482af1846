import type { ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import type { ConversionFault, ConversionService } from './api.ts';
import { convert, look } from './conversion.ts';
import { toFault } from './faults.ts';
import { discard, orderOf, unfinished } from './orders.ts';
import { placesIn } from './sources.ts';

/** The module worker that converts checkpoints. It alone asks the repositories that a person has agreed to. */

const service: ConversionService = {
  placesIn: ({ name, files }) => placesIn(name, files),
  look: (places, { signal }) => look(places, signal),
  convert: (order, { signal, onProgress }) => convert(order, signal, onProgress),
  unfinished: () => unfinished(),
  orderOf: (key) => orderOf(key),
  discard: (id) => discard(id),
};

const receive = serve<ConversionFault>(service, (message) => self.postMessage(message), toFault);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
