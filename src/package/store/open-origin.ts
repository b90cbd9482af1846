import { httpOrigin } from '../http-origin.ts';
import { hubOrigin } from '../hub-origin.ts';
import { localOrigin } from '../local-origin.ts';
import type { PackageOrigin } from '../origin.ts';
import { PackageError } from '../source.ts';
import type { Where } from './api.ts';

/** In a worker of the page. */
export function openOrigin(
  { address, local }: Where,
  signal?: AbortSignal,
): Promise<PackageOrigin> {
  switch (address.kind) {
    case 'folder':
      return Promise.resolve(httpOrigin(address.url, { pageOrigin: self.location.origin }));
    case 'hub':
      return hubOrigin(address, {}, signal);
    case 'local':
      return Promise.resolve(localOrigin(address.name, local ?? []));
    case 'converted':
      throw new PackageError(
        'file-missing',
        '',
        'This model was converted on this device, so no server has it: convert it again.',
      );
  }
}
