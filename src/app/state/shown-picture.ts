export { usePictures, type Picture } from './page-state.ts';
