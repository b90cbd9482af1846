import { writeParameters } from './parameters.ts';
import { settingsOf, type PaintedRequest } from './picture-settings.ts';
import { withPngText } from './png.ts';

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
