import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openOpfs } from '../../package/store/opfs.ts';
import { memoryNavigator, MemoryFolder } from '../../package/testing/memory-opfs.ts';
import type { OrderRecord } from './folders.ts';
import { alone, discard, keepOrder, noteOrder, orderOf, unfinished } from './orders.ts';

const hubPlace = (repository: string) =>
  ({
    kind: 'hub',
    endpoint: 'https://hub.test',
    repository,
    revision: 'c0ffee00'.repeat(5),
  }) as const;

const order = (changes: Partial<OrderRecord> = {}): OrderRecord => ({
  version: 1,
  id: 'one',
  precision: 'q4',
  names: { prior: 'acme/prior', decoder: 'acme/decoder' },
  places: { prior: hubPlace('acme/prior'), decoder: hubPlace('acme/decoder') },
  sourceBytes: 100,
  keptBytes: 40,
  paused: false,
  key: null,
  ...changes,
});

let root: MemoryFolder;
let locks: ReturnType<typeof memoryNavigator>['locks'];
beforeEach(() => {
  root = new MemoryFolder();
  const navigator = memoryNavigator(root);
  ({ locks } = navigator);
  vi.stubGlobal('navigator', navigator);
});
afterEach(() => vi.unstubAllGlobals());

/** Puts bytes into a file of the store. */
async function put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const names = ['wuerstchen-models', ...path.split('/')];
  const name = names.pop()!;
  let folder = root;
  for (const each of names) {
    folder = (await folder.getDirectoryHandle(each, { create: true })) as unknown as MemoryFolder;
  }
  (await folder.getFileHandle(name, { create: true })).bytes = bytes;
}

it('tells what was begun, with what it has on the disk, and not what is done', async () => {
  await noteOrder(order());
  await put('conversions/one/shards/prior-step.0', new Uint8Array(7));
  await put('conversions/one/sources/prior', new Uint8Array(20));
  await keepOrder(order({ id: 'two', key: 'wuerstchen-v2-0' }));
  expect(await unfinished()).toEqual([
    expect.objectContaining({ id: 'one', convertedBytes: 7, usedBytes: 27, paused: false }),
  ]);
});

it('one from a folder cannot be gone on with by itself', async () => {
  const picked = { kind: 'picked', name: 'folder' } as const;
  await noteOrder(order({ places: { prior: picked, decoder: picked } }));
  expect((await unfinished())[0]!.places).toBeNull();
});

it('a repair is noted as begun, and the package it belongs to is kept in mind', async () => {
  await keepOrder(order({ key: 'wuerstchen-v2-0', paused: true }));
  expect(await noteOrder(order())).toMatchObject({ key: 'wuerstchen-v2-0', paused: false });
  expect(await unfinished()).toEqual([]);
});

it('the order of a package is found by its key, without a folder that has to be picked again', async () => {
  await keepOrder(order({ key: 'hub' }));
  expect(await orderOf('hub')).toEqual({ places: order().places, precision: 'q4' });
  await expect(orderOf('another')).rejects.toMatchObject({ fault: { code: 'pick-again' } });
  const { places } = order();
  const half = { prior: places.prior, decoder: { kind: 'picked', name: 'my files' } } as const;
  await keepOrder(order({ id: 'two', key: 'half', places: half }));
  await expect(orderOf('half')).rejects.toThrow('my files');
});

it('an order remembers where the encoder of pictures came from', async () => {
  const compressor = hubPlace('acme/encoder');
  await noteOrder(order({ places: { ...order().places, compressor } }));
  expect((await unfinished())[0]!.places).toMatchObject({ compressor });
  await keepOrder(order({ key: 'hub', places: { ...order().places, compressor } }));
  expect((await orderOf('hub')).places.compressor).toEqual(compressor);
  const elsewhere = { kind: 'picked', name: 'my encoder' } as const;
  await keepOrder(order({ key: 'hub', places: { ...order().places, compressor: elsewhere } }));
  await expect(orderOf('hub')).rejects.toThrow('my encoder');
});

it('what has an order that cannot be read is deleted, unless somebody is writing it', async () => {
  await put('conversions/broken/order.json', new TextEncoder().encode('{"version":1,"id'));
  await put('conversions/broken/shards/prior-step.0', new Uint8Array(7));
  await noteOrder(order());
  await alone(async () => {
    expect(await unfinished()).toHaveLength(1);
    expect(root.files().has('wuerstchen-models/conversions/broken/shards/prior-step.0')).toBe(true);
  });
  expect(await unfinished()).toHaveLength(1);
  expect([...root.files().keys()]).toEqual(['wuerstchen-models/conversions/one/order.json']);
});

it('one at a time, in whichever tab', async () => {
  await noteOrder(order());
  await alone(async () => {
    await expect(discard('one')).rejects.toMatchObject({ fault: { code: 'in-use' } });
    await expect(alone(() => Promise.resolve())).rejects.toMatchObject({
      fault: { code: 'in-use' },
    });
  });
  expect(locks.held.size).toBe(0);
  await discard('one');
  expect(await unfinished()).toEqual([]);
});

it('a package that is deleted takes the conversion that made it along, and no other', async () => {
  await keepOrder(order({ key: 'first' }));
  await keepOrder(order({ id: 'two', key: 'second' }));
  const store = await openOpfs();
  const record = {
    version: 1,
    address: { kind: 'converted', prior: 'p', decoder: 'd' },
    manifest: {},
    addedAtMs: 0,
    paused: false,
  } as const;
  await store.keepPackage({ ...record, key: 'first', conversion: 'one' });
  await store.keepPackage({ ...record, key: 'again', conversion: 'one' });
  await store.keepPackage({ ...record, key: 'second', conversion: 'two' });
  const orders = () =>
    [...root.files().keys()].filter((path) => path.endsWith('order.json')).length;
  await store.forgetPackage('first');
  expect(orders()).toBe(2);
  await store.forgetPackage('again');
  expect(orders()).toBe(1);
  await expect(orderOf('second')).resolves.toBeDefined();
});
