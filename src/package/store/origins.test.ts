import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import type { LocalFile } from '../local-origin.ts';
import type { FaultServer } from '../testing/fault-server.ts';
import { codeOf, never, nobody, served, StoreBench } from '../testing/store-bench.ts';
import type { Offer, Where } from './api.ts';

const pack = fakePackage();
const BIG = 'prior-step.00.bin';

let bench: StoreBench;
let server: FaultServer;
let where: Where;

beforeEach(async () => {
  bench = await StoreBench.start(pack);
  ({ server, where } = bench);
});
afterEach(() => bench.close());

const local: LocalFile[] = [...served(pack)].map(([path, bytes]) => ({
  path: `my model/q4/${path}`,
  file: new File([new Uint8Array(bytes)], path),
}));
const chosen = (changed: LocalFile[] = local): Where => ({
  address: { kind: 'local', name: 'my model' },
  local: changed,
});

it('a folder of this machine, wherever in it the manifest lies', async () => {
  const offer = await bench.install(chosen());
  expect(await bench.stored()).toMatchObject([{ address: chosen().address, complete: true }]);
  expect(server.asked).toEqual([]);
  // The same model from a server is the same model.
  expect((await bench.store.look(where)) satisfies Offer).toMatchObject({
    key: offer.key,
    missingBytes: 0,
  });
});

it('a folder without one of the files, which has to be chosen again', async () => {
  const without = local.filter(({ path }) => !path.endsWith(BIG));
  expect(await codeOf(bench.install(chosen(without)))).toBe('file-missing');
  const [partial] = await bench.stored();
  expect(await codeOf(bench.store.install({ key: partial!.key }, never(), nobody))).toBe(
    'file-missing',
  );
  await bench.store.install({ key: partial!.key, where: chosen() }, never(), nobody);
  expect(await bench.stored()).toMatchObject([{ complete: true }]);
});

it('a folder without a manifest', async () => {
  expect(await codeOf(bench.store.look(chosen([])))).toBe('file-missing');
});

it('a repository of the Hub, pinned to the commit of its branch', async () => {
  const commit = 'c'.repeat(40);
  server.answers.set('/api/models/acme/w/revision/main', JSON.stringify({ sha: commit }));
  server.prefixes.push(`/acme/w/resolve/${commit}/web/`);
  const address = { kind: 'hub', repository: 'acme/w', revision: 'main', folder: 'web' } as const;
  await bench.install({ address });
  expect(await bench.stored()).toMatchObject([
    { address: { ...address, revision: commit }, complete: true },
  ]);
  // One question for the look, one for the installation; resuming asks none.
  const { key } = (await bench.stored())[0]!;
  await bench.store.install({ key }, never(), nobody);
  expect(server.asked.filter(({ path }) => path.startsWith('/api/'))).toHaveLength(2);
});

it('a repository that is not there, or not for everybody', async () => {
  const address = { kind: 'hub', repository: 'acme/no', revision: 'main', folder: '' } as const;
  expect(await codeOf(bench.store.look({ address }))).toBe('file-missing');
  server.answers.set('/api/models/acme/no/revision/main', 401);
  expect(await codeOf(bench.store.look({ address }))).toBe('forbidden');
});
