import type { GenerateResult } from '../../../protocol/engine.ts';
import type { Order } from '../../lib/settings/start.ts';
import { encodePicture } from '../encode/client.ts';
import { modelHash } from '../lib/model-hash.ts';
import { newPictureId, settingsOf, type PictureRecord } from '../lib/record.ts';
import { keepPicture, readFile, startGallery, useGallery } from './gallery.ts';
import { addToBatch, removeFromBatch, useBatch } from '../../state/batch.ts';
import { useModel } from '../../state/model.ts';
import { noteSaving } from '../../state/saving.ts';
import { usePictures, type Picture } from '../../state/shown-picture.ts';

/**
 * Makes a file of a result, shows it in the frame unless a person chose another picture, and keeps it.
 * @throws the signal's reason if it is aborted before the picture is shown
 */
export async function showPicture(
  result: Omit<Extract<GenerateResult, { kind: 'picture' }>, 'request'> & { request: Order },
  totalMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { bitmap, request, modelId, provider, timesMs } = result;
  const open = useModel.getState();
  const manifest =
    open.kind === 'open' && open.model.manifest.id === modelId ? open.model.manifest : null;
  const facts = { id: newPictureId(), provider, timesMs, totalMs, paintedAt: Date.now() };
  const modelName = manifest?.name ?? modelId;
  const encoded = await encodePicture({ bitmap, request, modelId, modelName });
  signal.throwIfAborted();
  const blob = encoded.png;
  addToBatch({ id: facts.id, request });
  if (usePictures.getState().chosen === null) {
    show({ ...facts, blob, url: URL.createObjectURL(blob), request, modelId, modelName });
  }
  const keep = async () => {
    const weights = manifest === null ? null : await modelHash(manifest);
    const model = { id: modelId, name: modelName, sha256: weights };
    const { sha256, thumbnail } = encoded;
    const kept = { ...facts, request: settingsOf(request), model, favourite: false, sha256 };
    await keepPicture(kept, blob, thumbnail);
  };
  // Not awaited: the picture is there, and the next one can begin. Only a reload waits for it.
  noteSaving(keep());
}

/** A kept picture with its file, ready to be shown; the caller owns `url`. */
export function pictureOf(record: PictureRecord, blob: Blob, url: string): Picture {
  const { id, request, model, provider, timesMs, totalMs, paintedAt } = record;
  const facts = { id, request, provider, timesMs, totalMs, paintedAt };
  return { ...facts, blob, url, modelId: model.id, modelName: model.name };
}

/** Shows a kept picture until it is let go of. */
export async function choosePicture(record: PictureRecord): Promise<void> {
  usePictures.setState({ chosen: record.id });
  await showKept(record);
}

/** Turns from the chosen picture to the newest one. */
export async function letGo(): Promise<void> {
  usePictures.setState({ chosen: null });
  const { records } = useGallery.getState();
  const newestId = useBatch.getState().finished.at(-1)?.id ?? records[0]?.id;
  const newest = records.find(({ id }) => id === newestId);
  if (newest !== undefined && newest.id !== usePictures.getState().shown?.id)
    await showKept(newest);
}

/** Puts a kept picture into the frame. */
export async function showKept(record: PictureRecord): Promise<void> {
  usePictures.setState({ wanted: record.id });
  const blob = await readFile('png', record.id);
  if (usePictures.getState().wanted !== record.id) return;
  if (!isListed(record.id)) {
    // Deleted while it was being read.
    usePictures.setState({ wanted: null });
    await showNewest();
  } else if (blob === null) usePictures.setState({ wanted: null });
  else show(pictureOf(record, blob, URL.createObjectURL(blob)));
}

/** Where nothing is shown, after a reload or a deletion, the newest picture stands in the frame. */
export async function showNewest(): Promise<void> {
  await startGallery();
  const { shown, wanted } = usePictures.getState();
  const newest = useGallery.getState().records[0];
  if (shown === null && wanted === null && newest !== undefined) await showKept(newest);
}

/** Shows a picture, whatever else was asked for. */
function show(picture: Picture): void {
  usePictures.setState({ wanted: null });
  replaceShown(picture);
}

/** Lets go of the picture before it. */
function replaceShown(picture: Picture | null): void {
  const before = usePictures.getState().shown;
  usePictures.setState({ shown: picture });
  if (before !== null) URL.revokeObjectURL(before.url);
}

function isListed(id: string): boolean {
  return useGallery.getState().records.some((record) => record.id === id);
}

/**
 * A picture that is deleted, here or in another tab, leaves the frame to the one that was asked for, or the newest.
 * @returns how to stop
 */
export function followDeletions(): () => void {
  return useGallery.subscribe(({ records }, before) => {
    if (records === before.records) return;
    const isDeleted = (id: string) =>
      !isListed(id) && before.records.some((each) => each.id === id);
    removeFromBatch(isDeleted);
    const { shown, chosen } = usePictures.getState();
    if (chosen !== null && isDeleted(chosen)) usePictures.setState({ chosen: null });
    if (shown === null || !isDeleted(shown.id)) return;
    replaceShown(null);
    void showNewest();
  });
}
