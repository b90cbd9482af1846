import type { Manifest } from '../../package/manifest.ts';
import type { StoredPackage } from '../../package/store/api.ts';

/**
 * Whether two manifests describe the same model, byte for byte, however they are written down: a server may serve its
 * JSON in another order or layout, which gives the package another key.
 */
export function isSamePackage(a: Manifest, b: Manifest): boolean {
  return a.id === b.id && a.precision === b.precision && filesOf(a) === filesOf(b);
}

/** A package, and the keys of its copies, which were installed from manifests that are written differently. */
export interface DistinctPackage {
  stored: StoredPackage;
  copies: readonly string[];
}

/**
 * Each package once, in the order in which it comes first. What is here in part only stands for itself.
 * @param preferred keys; of several copies the first of these stands for all
 */
export function distinctPackages(
  packages: readonly StoredPackage[],
  preferred: readonly (string | null)[],
): DistinctPackage[] {
  const groups: StoredPackage[][] = [];
  for (const stored of packages) {
    const same = groups.find(([first]) => first !== undefined && isCopy(first, stored));
    if (same === undefined) groups.push([stored]);
    else same.push(stored);
  }
  return groups.map((group) => {
    const key = preferred.find((each) => group.some((stored) => stored.key === each));
    const stored = group.find((each) => each.key === key) ?? group[0]!;
    return { stored, copies: group.map((each) => each.key).filter((each) => each !== stored.key) };
  });
}

const isCopy = (a: StoredPackage, b: StoredPackage) =>
  a.complete && b.complete && isSamePackage(a.manifest, b.manifest);

function filesOf({ networks, textEncoders, imageEncoders }: Manifest): string {
  const hashes: string[] = [];
  JSON.stringify([networks, textEncoders, imageEncoders], (name, value: unknown) => {
    if (name === 'sha256') hashes.push(String(value));
    return value;
  });
  return hashes.sort().join(' ');
}
