import { create } from 'zustand';
import type {
  GenerateRequest,
  GenerateResult,
  ProviderName,
  Stage,
} from '../../protocol/engine.ts';
import { encodePng } from '../lib/png.ts';

export interface Picture {
  /** Object URL of the PNG. */
  url: string;
  request: GenerateRequest;
  provider: ProviderName;
  timesMs: Record<Stage, number>;
  /** From the button to the picture, everything included. */
  totalMs: number;
}

/** The picture in the frame. A history grows from here. */
export const usePictures = create<{ shown: Picture | null }>()(() => ({ shown: null }));

/** Encodes and shows a result, and lets go of the picture before it. */
export async function showPicture(
  result: Extract<GenerateResult, { kind: 'picture' }>,
  totalMs: number,
): Promise<void> {
  const url = URL.createObjectURL(await encodePng(result.bitmap));
  const before = usePictures.getState().shown;
  const { request, provider, timesMs } = result;
  usePictures.setState({ shown: { url, request, provider, timesMs, totalMs } });
  if (before !== null) URL.revokeObjectURL(before.url);
}
