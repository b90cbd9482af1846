import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validSides } from '../diffusion/geometry.ts';
import { inputs } from '../share/testing/inputs.ts';
import { packageFiles, parseManifest, PIECE_BYTES, type Manifest } from './manifest.ts';

/** A manifest comes from whoever serves a package: any JSON may arrive. */

const good = JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')) as Manifest;
/** In pieces, as larger packages are. */
const [shard] = good.networks['prior-step'].data;
Object.assign(shard!, {
  sizeBytes: 2 * PIECE_BYTES + 1,
  pieces: Array.from({ length: 3 }, () => shard!.sha256),
});

const VALUES: unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e308, 2 ** 53, '', 'x', '../x', '/etc/passwd', 'a//b', 'a/../b'],
  ...[
    [],
    {},
    [[]],
    ['x'],
    { path: '..' },
    'https://example.test/x',
    'a\\b',
    '\u0000',
    '.',
    '__proto__',
  ],
];

/** Numbers below a limit, always the same for a seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Parent = Record<string, unknown>;

/** Every place in a JSON value. */
function places(value: unknown, found: [Parent, string][] = []): [Parent, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Parent, key]);
    places((value as Parent)[key], found);
  }
  return found;
}

/** Null if it was refused, which must be in words. */
function accept(json: unknown): Manifest | null {
  try {
    return parseManifest(json);
  } catch (error) {
    expect((error as Error).message).toMatch(/^manifest\.json is not a valid model package:\n./);
    return null;
  }
}

describe('the manifest schema', () => {
  it('accepts or refuses thousands of damaged manifests in words', () => {
    const random = generator(7);
    let accepted = 0;
    const { numRuns } = inputs(3000);
    for (let i = 0; i < numRuns; i++) {
      const json = structuredClone(good);
      for (let n = 1 + random(2); n > 0; n--) {
        const all = places(json);
        const [parent, key] = all[random(all.length)]!;
        const kind = random(3);
        if (kind === 0) delete parent[key];
        else if (kind === 1) parent[key] = structuredClone(VALUES[random(VALUES.length)]);
        else {
          const [other, name] = all[random(all.length)]!;
          parent[key] = structuredClone(other[name]);
        }
      }
      const manifest = accept(json);
      if (!manifest) continue;
      accepted++;
      for (const { path, sizeBytes, pieces } of packageFiles(manifest)) {
        const { href } = new URL(path, 'https://host.test/package/');
        if (!href.startsWith('https://host.test/package/') || !Number.isSafeInteger(sizeBytes)) {
          throw new Error(`Accepted ${path} of ${sizeBytes} bytes`);
        }
        if (pieces && pieces.length !== Math.ceil(sizeBytes / PIECE_BYTES)) {
          throw new Error(`Accepted ${pieces.length} pieces of ${sizeBytes} bytes`);
        }
      }
      // What the page does first; it must end.
      validSides(manifest.geometry);
    }
    expect(accepted).toBeGreaterThan(numRuns / 30);
    expect(accepted).toBeLessThan((numRuns * 5) / 6);
  });

  it.each([null, [[]], 1, 'x', {}, { format: 'wuerstchen-web', version: 2 }])(
    'refuses %j',
    (json) => {
      expect(() => parseManifest(json)).toThrow(/is not a valid model package/);
    },
  );
});
