import { create } from 'zustand';
import type { ConversionProgress } from '../../../exporter/browser/api.ts';

/** How far another tab's conversion is; null where none has been heard of lately. */
export const useElsewhere = create<{ progress: ConversionProgress | null }>()(() => ({
  progress: null,
}));

/** A tab that converts tells of it several times a second. */
const FORGET_MS = 4000;
let forget: ReturnType<typeof setTimeout> | undefined;

export function showConversionElsewhere(progress: ConversionProgress): void {
  clearTimeout(forget);
  useElsewhere.setState({ progress });
  forget = setTimeout(() => useElsewhere.setState({ progress: null }), FORGET_MS);
}
