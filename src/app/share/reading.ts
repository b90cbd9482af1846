import type { PngFault } from '../../share/png-error.ts';
import type { SettingsReading } from '../../share/settings.ts';

/** Settings from elsewhere, and what there is to say about them. */
export type Reading = SettingsReading;

/** Why a file or a text gave no settings. */
export type FileFault = PngFault | 'too-big' | 'unreadable' | 'no-settings' | 'many';
