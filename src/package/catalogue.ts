import * as v from 'valibot';
import { formatAddress, readOfSite, type PackageAddress } from './address.ts';
import { positive } from './bounds.ts';
import { ManifestSchema } from './manifest.ts';

/**
 * `models/catalogue.json` of a site: the models that whoever hosts the page offers besides the built-in one. It only
 * says what there is; the model's own manifest has the last word before anything is fetched.
 */
const EntrySchema = v.object({
  /** A folder's URL, also relative to the page (`./models/name/`), or `owner/name@revision`. */
  address: v.pipe(v.string(), v.maxLength(2000)),
  ...v.pick(ManifestSchema, ['name', 'description', 'licence', 'precision']).entries,
  sizeBytes: positive(2 ** 50),
});

/** An entry as it stands in the file. */
export type WrittenEntry = v.InferOutput<typeof EntrySchema>;
export type CatalogueEntry = Omit<WrittenEntry, 'address'> & { address: PackageAddress };

export interface Catalogue {
  entries: CatalogueEntry[];
  /** What is wrong, for whoever hosts the page: where, what was expected, what came. */
  faults: string[];
}

/**
 * Reads a catalogue; one wrong entry costs only itself.
 * @param site the page's folder, absolute: what relative addresses begin from
 */
export function readCatalogue(text: string, site: string): Catalogue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { entries: [], faults: [`Expected JSON, received something else: ${reason}`] };
  }
  const list = v.safeParse(v.array(v.unknown()), json);
  if (!list.success) return { entries: [], faults: list.issues.map(({ message }) => message) };
  const found = new Map<string, CatalogueEntry>();
  const faults: string[] = [];
  for (const [index, item] of list.output.entries()) {
    const parsed = v.safeParse(EntrySchema, item);
    if (!parsed.success) {
      for (const issue of parsed.issues) {
        const field = v.getDotPath(issue);
        const place = [label(index, item), ...(field === null ? [] : [field])].join(', ');
        faults.push(`${place}: ${issue.message}`);
      }
      continue;
    }
    const address = readOfSite(parsed.output.address, site);
    if (address === null) {
      faults.push(
        `${label(index, item)}, address: Expected a folder served over https, a folder of this site such as ./models/name/, or a repository such as owner/name@revision, but received ${JSON.stringify(parsed.output.address)}`,
      );
    } else if (found.has(formatAddress(address))) {
      faults.push(
        `${label(index, item)}, address: Expected each model once, but ${parsed.output.address} stands above already`,
      );
    } else found.set(formatAddress(address), { ...parsed.output, address });
  }
  return { entries: [...found.values()], faults };
}

/** `Entry 2 (Landscapes)` */
function label(index: number, item: unknown): string {
  const named = v.safeParse(v.object({ name: v.string() }), item);
  return `Entry ${index + 1}${named.success ? ` (${named.output.name})` : ''}`;
}
