/** Settings that come and go: links, files, the clipboard. Other features import nothing else of this folder. */

export { ShareActions } from './ShareActions.tsx';
export { TakeSettings } from './TakeSettings.tsx';
export { useNotice } from './notice.ts';
