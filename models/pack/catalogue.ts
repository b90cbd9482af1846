import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { formatAddress, readOfSite } from '../../src/package/address.ts';
import { readCatalogue, type WrittenEntry } from '../../src/package/catalogue.ts';
import { packageBytes, type Manifest } from '../../src/package/manifest.ts';

/** Where relative addresses begin; which site it is does not matter here. */
const SITE = 'https://site.invalid/';

/**
 * Writes what a package is into a catalogue: in place of the entry with the same address, or as the last one.
 * @param file `models/catalogue.json` of a site; made where it is not there
 * @param address a folder served over https, a folder of the site by its path, or `owner/name@revision`
 * @throws Error if the address is none, or the file has entries that are wrong
 */
export function addToCatalogue(file: string, address: string, manifest: Manifest): void {
  const key = keyOf(address);
  if (key === null) {
    throw new Error(
      `--address: expected a folder served over https, a folder of the same site such as ./models/name/, or a repository such as owner/name@revision, received ${address}`,
    );
  }
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '[]';
  const { faults } = readCatalogue(text, SITE);
  if (faults.length > 0) {
    throw new Error(`${file} is not a valid catalogue. Fix it first:\n${faults.join('\n')}`);
  }
  const { name, description, licence, precision } = manifest;
  const sizeBytes = packageBytes(manifest);
  const entry: WrittenEntry = { address, name, description, licence, precision, sizeBytes };
  const entries = JSON.parse(text) as WrittenEntry[];
  const index = entries.findIndex((each) => keyOf(each.address) === key);
  if (index < 0) entries.push(entry);
  else entries[index] = entry;
  writeFileSync(file, `${JSON.stringify(entries, null, 2)}\n`);
}

function keyOf(address: string): string | null {
  const read = readOfSite(address, SITE);
  return read && formatAddress(read);
}
