import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COMMIT, ENDPOINT, FakeHub, REPOSITORY } from '../../hub/testing/fake-hub.ts';
import type { CheckpointPlaces, HubPlace, PickedFile } from './api.ts';
import { describeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { suitable } from './faults.ts';
import { placesIn } from './sources.ts';

const REFERENCE = 'models/reference/checkpoint';

/** What a page gets of a folder that was picked. */
function filesOf(root: string): PickedFile[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path.slice(root.length + 1),
      file: new File([readFileSync(path)], path, { lastModified: 1 }),
    }));
}

const picked = () => placesIn('checkpoint', filesOf(REFERENCE));
/** Without the encoder of pictures that lies beside them. */
const pickedWords = async () => {
  const { prior, decoder } = await picked();
  return { prior, decoder };
};

let hub: FakeHub;
beforeEach(() => {
  hub = new FakeHub();
  hub.pageLength = 100;
  vi.stubGlobal('fetch', hub.fetch);
});
afterEach(() => vi.unstubAllGlobals());

let names = 0;
/** Of an endpoint of its own: what is pinned is remembered. */
function hubPlaces(revision: string): CheckpointPlaces {
  const place: HubPlace = { kind: 'hub', endpoint: ENDPOINT, repository: REPOSITORY, revision };
  return { prior: place, decoder: { ...place, revision: `${revision}` } };
}

it('pins a branch to its commit, and says which for people', async () => {
  const { places, names, hubs } = await openCheckpoint(hubPlaces('main'));
  expect(places.prior).toMatchObject({ revision: COMMIT });
  expect(places.decoder).toMatchObject({ revision: COMMIT });
  expect(names.prior).toBe(`${REPOSITORY} at ${COMMIT.slice(0, 12)}`);
  expect(Object.keys(hubs)).toEqual(['prior', 'decoder']);
  expect(hub.asked.some(({ url }) => url.includes('/revision/main'))).toBe(true);
});

it('asks nobody what a commit is, and for its list once', async () => {
  const commit = String(++names).padStart(40, 'a');
  await openCheckpoint(hubPlaces(commit));
  const lists = hub.asked.filter(({ url }) => url.includes(`/tree/${commit}`)).length;
  await openCheckpoint(hubPlaces(commit));
  expect(hub.asked.filter(({ url }) => url.includes('/revision/'))).toEqual([]);
  expect(hub.asked.filter(({ url }) => url.includes(`/tree/${commit}`))).toHaveLength(lists);
});

it('a list that failed is asked for again', async () => {
  const commit = String(++names).padStart(40, 'b');
  const refused = { status: 404, headers: { 'x-error-code': 'RevisionNotFound' } };
  hub.twist('api', refused, refused);
  await expect(openCheckpoint(hubPlaces(commit))).rejects.toMatchObject({ kind: 'no-revision' });
  await expect(openCheckpoint(hubPlaces(commit))).resolves.toBeDefined();
});

it('says what each precision costs', async () => {
  const checkpoint = await openCheckpoint(await pickedWords());
  const { precisions, parameters, costs } = await describeCheckpoint(checkpoint);
  expect(precisions.map(({ precision }) => precision)).toEqual(['q4', 'q8', 'f16']);
  const kept = precisions.map(({ keptBytes }) => keptBytes);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  // The compressors beside them are not asked for.
  const weights = filesOf(REFERENCE).filter(({ path }) =>
    /(prior|decoder)\/.*\.safetensors$/.test(path),
  );
  const bytes = weights.reduce((sum, { file }) => sum + file.size, 0);
  for (const { sourceBytes, keptBytes, peakBytes, largestStageBytes } of precisions) {
    expect(sourceBytes).toBe(bytes);
    // What is read from a folder takes no room on the way.
    expect(peakBytes).toBe(keptBytes);
    expect(largestStageBytes).toBeLessThan(keptBytes);
  }
  expect(parameters).toBeGreaterThan(500_000);
  expect(costs).toMatchObject({ width: 1024, height: 1024 });
  expect(costs!.prior).toBeGreaterThan(29 * 2 * 1e6);
});

it('the encoder of pictures is found in a folder, and priced by itself', async () => {
  const { compressor, ...words } = await picked();
  // Of two the published kind.
  expect(compressor!.name).toBe('checkpoint/compressor-efficientnet');
  const described = async (places: CheckpointPlaces) =>
    describeCheckpoint(await openCheckpoint(places));
  const [without, both] = [
    await described(words),
    await described({ ...words, compressor: compressor! }),
  ];
  const { size } = compressor!.files.find(({ path }) => path.endsWith('.safetensors'))!.file;
  for (const [i, { id, sourceBytes, keptBytes }] of both.precisions.entries()) {
    const { id: other, ...plain } = without.precisions[i]!;
    expect(id).not.toBe(other);
    expect(sourceBytes).toBe(plain.sourceBytes + size);
    expect(keptBytes).toBeGreaterThan(plain.keptBytes);
  }
  expect(both.names.compressor).toBe('checkpoint/compressor-efficientnet');
});

it('one content and precision have one name, others have others', async () => {
  const idsOf = async (places: CheckpointPlaces) =>
    (await describeCheckpoint(await openCheckpoint(places))).precisions.map(({ id }) => id);
  const once = await idsOf(await picked());
  expect(new Set(once).size).toBe(3);
  expect(await idsOf(await picked())).toEqual(once);
  const changed = await picked();
  const file = changed.decoder.files.find(
    ({ path }) => path === 'vqgan/diffusion_pytorch_model.safetensors',
  );
  const files = changed.decoder.files.map((each) =>
    each === file
      ? { path: each.path, file: new File([each.file], each.path, { lastModified: 2 }) }
      : each,
  );
  const others = await idsOf({ ...changed, decoder: { ...changed.decoder, files } });
  expect(others.filter((id) => once.includes(id))).toEqual([]);
});

it('two priors, or a file that is missing, are refused by name', async () => {
  const { prior, decoder } = await picked();
  const look = async (places: CheckpointPlaces) =>
    suitable(describeCheckpoint(await openCheckpoint(places)));
  await expect(look({ prior, decoder: prior })).rejects.toMatchObject({
    fault: { code: 'another-model' },
  });
  const files = decoder.files.filter(({ path }) => path !== 'vqgan/config.json');
  await expect(look({ prior, decoder: { ...decoder, files } })).rejects.toThrow(
    'vqgan/config.json',
  );
});
