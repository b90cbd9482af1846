import type { ConversionProgress } from '../../../exporter/browser/api.ts';
import { useElsewhere } from '../models-state.ts';

export { useElsewhere };

/** A tab that converts tells of it several times a second. */
const FORGET_MS = 4000;
let forget: ReturnType<typeof setTimeout> | undefined;

export function showConversionElsewhere(progress: ConversionProgress): void {
  clearTimeout(forget);
  useElsewhere.setState({ progress });
  forget = setTimeout(() => useElsewhere.setState({ progress: null }), FORGET_MS);
}
