import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The chunk of a language, such as `de-C6qPVMzS.js`; English is in the entry. */
const LANGUAGE = /^[a-z]{2}-[\w-]+\.js$/;

/**
 * The scripts and styles of a build that stand between the address and the first view: all that
 * `index.html` names, and the largest of the languages.
 * @returns gzipped bytes by file, relative to the build's folder
 */
export async function firstViewFiles(dist: string): Promise<Record<string, number>> {
  const html = await readFile(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file!,
  );
  const assets = await readdir(join(dist, 'assets'));
  const languages = assets.filter((file) => LANGUAGE.test(file)).map((file) => `assets/${file}`);
  const sizeOf = async (file: string) =>
    [file, gzipSync(await readFile(join(dist, file))).length] as const;
  const [largest] = (await Promise.all(languages.map(sizeOf))).sort(([, a], [, b]) => b - a);
  const sizes = await Promise.all(named.map(sizeOf));
  return Object.fromEntries(largest === undefined ? sizes : [...sizes, largest]);
}
