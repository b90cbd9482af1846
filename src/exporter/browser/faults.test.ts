import { expect, it } from 'vitest';
import { HubError, type HubErrorKind } from '../../hub/errors.ts';
import { PackageError } from '../../package/source.ts';
import { CheckpointError } from '../checkpoint-error.ts';
import { ConversionError, type CheckpointPlaces } from './api.ts';
import { goneWithin, suitable, toFault } from './faults.ts';

const hubError = (kind: HubErrorKind, repository = 'acme/prior') =>
  new HubError(kind, 'what came', { repository, path: 'prior/config.json' });

it.each([
  ['the Hub is not reached', hubError('network'), 'network'],
  ['the Hub refuses', hubError('gated'), 'gated'],
  ['a download finds the disk full', hubError('no-room'), 'storage-full'],
  ['a write finds it full', new DOMException('no', 'QuotaExceededError'), 'storage-full'],
  ['files are kept from pages', new PackageError('no-storage', '', 'no'), 'no-storage'],
  ['a small file is damaged', new PackageError('file-corrupt', 'a', 'no'), 'damaged'],
  ['a file is missing', new PackageError('file-missing', 'a', 'no'), 'unsuitable'],
  [
    'it was told already',
    new ConversionError({ code: 'in-use', path: '', message: 'x' }),
    'in-use',
  ],
  ['anything else', new TypeError('no'), 'internal'],
  ['no error at all', 'no', 'internal'],
] as const)('%s', (_, error, code) => {
  expect(toFault(error).code).toBe(code);
});

it('names the file and says what came', () => {
  const fault = toFault(hubError('damaged'));
  expect(fault).toEqual({ code: 'damaged', path: 'prior/config.json', message: 'what came' });
});

it("what the exporter finds wrong is the checkpoint's fault, and errors of other kinds stay", async () => {
  const fails = (error: unknown) => suitable(Promise.reject(error as Error));
  await expect(fails(new Error('no such tensor'))).rejects.toMatchObject({
    fault: { code: 'unsuitable', message: 'no such tensor' },
  });
  await expect(fails(new CheckpointError('tensors', 'another shape'))).rejects.toMatchObject({
    fault: { code: 'tensors' },
  });
  const passing = hubError('network');
  await expect(fails(passing)).rejects.toBe(passing);
  const mistake = new TypeError('a mistake of ours');
  await expect(fails(mistake)).rejects.toBe(mistake);
});

const place = (repository: string, revision: string) =>
  ({ kind: 'hub', endpoint: 'https://hub.test', repository, revision }) as const;
const COMMIT = 'c0ffee00'.repeat(5);
const PINNED: CheckpointPlaces = {
  prior: place('acme/prior', COMMIT),
  decoder: place('acme/decoder', COMMIT),
};

it.each(['no-revision', 'no-file'] as const)('a pinned version with %s is gone', (kind) => {
  expect(goneWithin(PINNED, hubError(kind))).toMatchObject({ fault: { code: 'version-gone' } });
});

it('a branch that is not there, another repository and a lost network are not that', () => {
  const branch = { ...PINNED, prior: place('acme/prior', 'main') };
  for (const [places, error] of [
    [branch, hubError('no-revision')],
    [PINNED, hubError('no-revision', 'acme/another')],
    [PINNED, hubError('network')],
    [PINNED, new Error('no')],
  ] as const) {
    expect(goneWithin(places, error)).toBe(error);
  }
});
