import { create } from 'zustand';
import type { ProviderName, Stage } from '../../protocol/engine.ts';
import type { Order } from '../lib/settings/start.ts';

/** A picture with its pixels. */
export interface Picture {
  id: string;
  /** The PNG file, settings inside. */
  blob: Blob;
  /** Object URL of `blob`, good while the picture is shown. */
  url: string;
  request: Order;
  modelId: string;
  modelName: string;
  /** Null, like the times, for a picture that came as a bare PNG. */
  provider: ProviderName | null;
  timesMs: Record<Stage, number> | null;
  /** From the button to the picture, everything included. */
  totalMs: number | null;
  /** Milliseconds since 1970. */
  paintedAt: number;
}

interface Pictures {
  /** The picture in the frame. */
  shown: Picture | null;
  /**
   * The kept picture that a person chose to look at. It stays, whatever becomes ready meanwhile, until they let go of
   * it or ask for new pictures.
   */
  chosen: string | null;
  /** The kept picture that was asked for last and is being read; a painting or a newer wish overtakes it. */
  wanted: string | null;
}

export const usePictures = create<Pictures>()(() => ({
  shown: null,
  chosen: null,
  wanted: null,
}));
