import { encode } from 'fast-png';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pngWithSettings } from '../../share/picture-file.ts';
import { writeLink } from '../../share/link.ts';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { useAnnouncement } from '../state/announcer.ts';
import { readStoredForm, setPrompt, useForm } from '../state/form.ts';
import { useModel, type ModelState } from '../state/model.ts';
import { useOfferedStart, withdrawOffer } from '../state/offered-start.ts';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { openLink, swapForm, takeFiles } from './incoming.ts';
import { dismissNotice, useNotice } from './notice.ts';

// The address bar is the browser's; what it does is tested there.
vi.mock('../state/view.ts', () => ({ showView: () => undefined }));

const request: GenerateRequest = {
  prompt: 'a {blue} house, by night',
  negative: 'fog',
  seed: '12',
  width: 256,
  height: 512,
  prior: { steps: 5, guidance: 2, schedule: 'uniform', solver: 'ddim' },
  decoder: { steps: 3, guidance: 1, schedule: 'uniform', solver: 'ddpm' },
};

const png = Uint8Array.from(encode({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) }));

async function paintedFile(): Promise<File> {
  const blob = await pngWithSettings(new Blob([png]), request, 'fake', 'Fake', '0');
  return new File([blob], 'house.png', { type: 'image/png' });
}

beforeEach(() => {
  useForm.setState(readStoredForm(null), true);
  useNotice.setState({ filled: null, refused: null, seenLink: '' });
});

test('a link fills the form, says so, and Undo brings back what was typed', () => {
  setPrompt('mine');
  openLink(writeLink({ prompt: 'theirs', seed: '7' }));
  expect(useForm.getState()).toMatchObject({ prompt: 'theirs', seed: '7' });
  expect(useAnnouncement.getState().text).toContain('Press Generate');
  swapForm();
  expect(useForm.getState().prompt).toBe('mine');
  setPrompt('mine, changed');
  swapForm();
  expect(useForm.getState().prompt).toBe('theirs');
  swapForm();
  expect(useForm.getState().prompt).toBe('mine, changed');
});

test('the same link again, after a reload or Back, leaves the form alone', () => {
  const link = writeLink({ prompt: 'theirs', seed: '7' });
  openLink(link);
  setPrompt('changed');
  openLink(link);
  expect(useForm.getState().prompt).toBe('changed');
  openLink(writeLink({ prompt: 'another', seed: '7' }));
  expect(useForm.getState().prompt).toBe('another');
});

test('two links in a row: Undo still holds what was typed', () => {
  setPrompt('mine');
  openLink(writeLink({ prompt: 'first', seed: '1' }));
  openLink(writeLink({ prompt: 'second', seed: '1' }));
  swapForm();
  expect(useForm.getState().prompt).toBe('mine');
});

test('a page or nothing in the address is no link', () => {
  setPrompt('mine');
  for (const hash of ['', '#pictures', '#prompt']) openLink(hash);
  expect(useNotice.getState().filled).toBeNull();
  expect(useForm.getState().prompt).toBe('mine');
});

test('a link without anything in it changes nothing', () => {
  setPrompt('mine');
  openLink('#v=1&seed=lucky&model=x');
  expect(useForm.getState().prompt).toBe('mine');
  expect(useNotice.getState().refused).toMatchObject({
    fault: 'empty-link',
    problems: [{ key: 'seed', value: 'lucky' }],
  });
});

test('a picture fills the form with all that made it', async () => {
  await takeFiles([await paintedFile()], 'file');
  const { prompt, negative, seed, width, height, prior, decoder } = useForm.getState();
  // Braces that are no alternatives stay as they are.
  expect({ prompt, negative, seed, width, height, prior, decoder }).toEqual({
    ...request,
    width: '256',
    height: '512',
  });
  expect(useNotice.getState().filled?.source).toEqual({ from: 'file', name: 'house.png' });
});

test.each([
  ['no-settings', png],
  ['truncated', png.slice(0, 40)],
  ['not-png', Uint8Array.of(1, 2, 3)],
])('%s is said, and changes nothing, not even the Undo before it', async (fault, bytes) => {
  setPrompt('mine');
  openLink(writeLink({ prompt: 'theirs', seed: '7' }));
  await takeFiles([new File([bytes], 'x.png')], 'clipboard');
  expect(useNotice.getState().refused?.fault).toBe(fault);
  expect(useForm.getState().prompt).toBe('theirs');
  dismissNotice();
  swapForm();
  expect(useForm.getState().prompt).toBe('mine');
});

test('a file that cannot be opened, and several at once, are refused', async () => {
  const gone = { size: 5, name: 'gone.png', arrayBuffer: () => Promise.reject(new Error('gone')) };
  await takeFiles([gone as unknown as File], 'file');
  expect(useNotice.getState().refused?.fault).toBe('unreadable');
  await takeFiles([{ ...gone, size: 1e9 } as unknown as File], 'file');
  expect(useNotice.getState().refused?.fault).toBe('too-big');
  const file = await paintedFile();
  await takeFiles([file, file], 'file');
  expect(useNotice.getState().refused?.fault).toBe('many');
  expect(useNotice.getState().filled).toBeNull();
});

test('of two files the one dropped last counts', async () => {
  let free = () => {};
  const slow = {
    size: 5,
    name: 'slow.png',
    arrayBuffer: () => new Promise((resolve) => (free = () => resolve(new ArrayBuffer(0)))),
  };
  const first = takeFiles([slow as unknown as File], 'file');
  await takeFiles([await paintedFile()], 'file');
  free();
  await first;
  expect(useNotice.getState()).toMatchObject({ refused: null });
  expect(useForm.getState().seed).toBe('12');
});

describe('a picture without settings, where the model can start from one', () => {
  const photo = () => new File([Uint8Array.of(255, 216, 255)], 'me.jpg', { type: 'image/jpeg' });
  const openWith = (manifest: object) =>
    useModel.setState({ kind: 'open', model: { manifest } } as ModelState, true);

  beforeEach(() => {
    withdrawOffer();
    openWith({ ...fakeManifest, imageEncoders: {} });
  });

  test('is offered, and changes nothing yet', async () => {
    setPrompt('mine');
    await takeFiles([photo()], 'file');
    expect(useOfferedStart.getState().offered).toMatchObject({ what: '“me.jpg”' });
    expect(useNotice.getState().refused).toBeNull();
    await takeFiles([new File([png], 'x.png', { type: 'image/png' })], 'clipboard');
    expect(useOfferedStart.getState().offered).toMatchObject({ what: 'The pasted picture' });
    expect(useForm.getState()).toMatchObject({ prompt: 'mine', startPicture: null });
  });

  test('gives way to settings', async () => {
    await takeFiles([photo()], 'file');
    await takeFiles([await paintedFile()], 'file');
    expect(useOfferedStart.getState().offered).toBeNull();
    expect(useForm.getState().seed).toBe('12');
  });

  test('is refused as ever where the model knows words only, and so is what is no picture', async () => {
    await takeFiles([new File(['text'], 'a.txt', { type: 'text/plain' })], 'file');
    expect(useNotice.getState().refused?.fault).toBe('not-png');
    openWith(fakeManifest);
    await takeFiles([photo()], 'file');
    expect(useOfferedStart.getState().offered).toBeNull();
    useModel.setState({ kind: 'opening' }, true);
  });
});
