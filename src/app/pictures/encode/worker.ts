import type { ToService } from '../../../rpc/api.ts';
import { serve } from '../../../rpc/serve.ts';
import { encode, type EncodeService } from './encode.ts';

/** The module worker in which pictures become files: encoding one would hold up the page. */

const service: EncodeService = { encode };

const receive = serve<string>(service, (message) => self.postMessage(message), String);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
