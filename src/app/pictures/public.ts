/** The kept pictures: what is there, and what can be done with one. Other features import nothing else of this folder. */

export { DownloadLink } from './components/DownloadLink.tsx';
export { MaskTint } from './components/MaskTint.tsx';
export { StarButton } from './components/StarButton.tsx';
export { startEncoder } from './encode/client.ts';
export { useKeptFile } from './hooks/use-kept-file.ts';
export { modelHash } from './lib/model-hash.ts';
export { reuse } from './store/actions.ts';
export { useGallery } from './store/gallery.ts';
export { keepStart, readStart } from './store/starts.ts';
export { choosePicture, letGo, showPicture } from './store/shown.ts';
