import { assertFile } from '../../package/answers.ts';
import { readCatalogue, type Catalogue } from '../../package/catalogue.ts';
import { PackageError } from '../../package/source.ts';
import { CATALOGUE } from '../../protocol/offline.ts';
import { appScope } from '../lib/scope.ts';
import { useCatalogue } from './models-state.ts';

export { useCatalogue };

/** Asks this site; nobody else is asked. */
export async function refreshCatalogue(): Promise<void> {
  let response: Response;
  try {
    response = await fetch(new URL(CATALOGUE, appScope()), { cache: 'no-cache' });
  } catch {
    // No network is no mistake of the host's: what is known stays.
    return;
  }
  useCatalogue.setState(await read(response));
}

async function read(response: Response): Promise<Catalogue> {
  // A host that offers nothing needs no list.
  if (response.status === 404 || response.status === 410) return { entries: [], faults: [] };
  try {
    assertFile(CATALOGUE, response);
    return readCatalogue(await response.text(), appScope());
  } catch (error) {
    const reason = error instanceof PackageError ? error.message : String(error);
    return { entries: [], faults: [reason] };
  }
}
