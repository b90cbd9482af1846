import { textToImageFiles, type Manifest } from '../../../package/manifest.ts';
import { sha256 } from './sha256.ts';

/** SHA-256 over the checksums of all files of a package: names its weights, whatever its id. */
export function modelHash(manifest: Manifest): Promise<string | null> {
  const lines = textToImageFiles(manifest).map((file) => `${file.sha256}  ${file.path}\n`);
  return sha256(new Blob([lines.sort().join('')]));
}
