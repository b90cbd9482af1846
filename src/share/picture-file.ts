import { readParameters, writeParameters, type ParametersReading } from './parameters.ts';
import { settingsOf, type PaintedRequest } from './picture-settings.ts';
import { readPngText, withPngText } from './png.ts';

const KEYWORD = 'parameters';

/** The same PNG file with everything in it that makes the picture again. @throws PngError */
export async function pngWithSettings(
  png: Blob,
  request: PaintedRequest,
  modelId: string,
  modelName: string,
  appVersion: string,
): Promise<Blob> {
  const text = writeParameters(settingsOf(request, modelId), {
    modelName,
    program: `wuerstchen-web ${appVersion}`,
  });
  const bytes = new Uint8Array(await png.arrayBuffer());
  return new Blob([withPngText(bytes, KEYWORD, text)], { type: 'image/png' });
}

/** What a PNG file says about its making, or null if it says nothing. @throws PngError */
export async function readPngSettings(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ParametersReading | null> {
  const text = await readPngText(bytes, KEYWORD);
  if (text === null || text.trim() === '') return null;
  return readParameters(text);
}
