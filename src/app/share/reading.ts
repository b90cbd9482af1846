import type { SettingProblem } from '../../share/fields.ts';
import type { PngFault } from '../../share/png-error.ts';
import type { SharedSettings } from '../../share/settings.ts';

/** Settings from elsewhere, and what there is to say about them. */
export interface Reading {
  settings: SharedSettings;
  problems: SettingProblem[];
  /** The model as people call it, where the source knows no id. */
  modelName: string | null;
}

/** Why a file gave no settings. */
export type FileFault = PngFault | 'too-big' | 'unreadable' | 'no-settings' | 'many';
