import type { Manifest } from '../../package/manifest.ts';

/**
 * Whether two manifests describe the same model, byte for byte, however they are written down: a server may serve its
 * JSON in another order or layout, which gives the package another key.
 */
export function isSamePackage(a: Manifest, b: Manifest): boolean {
  return a.id === b.id && a.precision === b.precision && filesOf(a) === filesOf(b);
}

function filesOf({ networks, textEncoders }: Manifest): string {
  const hashes: string[] = [];
  JSON.stringify([networks, textEncoders], (name, value: unknown) => {
    if (name === 'sha256') hashes.push(String(value));
    return value;
  });
  return hashes.sort().join(' ');
}
