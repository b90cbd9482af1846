/** The installed app: what is kept, what is going on, how to install it. Other features import nothing else of this folder. */

export { InstallOffer } from './InstallOffer.tsx';
export { isBusy } from './busy.ts';
export { isInstalled } from './install.ts';
export { useReload } from './isolate.ts';
export { isOnThisDevice, useKept } from './keep.ts';
