import { lazy, type ComponentType } from 'react';
import { prepareDrawing } from '../generate/draw/DrawLayer.tsx';
import { MissingPage } from '../pwa/MissingPage.tsx';

/** The pages that nobody sees first: loaded after the first view. */

const loadPictures = async () => (await import('../pictures/PicturesPage.tsx')).PicturesPage;
const loadModels = async () => (await import('../models/ModelsPage.tsx')).ModelsPage;
const loadDevice = async () => (await import('../device/DevicePage.tsx')).DevicePage;

export const PicturesPage = lazyPage(loadPictures);
export const ModelsPage = lazyPage(loadModels);
export const DevicePage = lazyPage(loadDevice);

/** The first view has settled down by then. */
const QUIET_MS = 3000;

/**
 * Loads them ahead, so that going there never waits, and so that a tab which stays open while the app
 * is replaced on the server has all of its own version.
 * @returns how to call it off
 */
export function preparePages(): () => void {
  const timer = setTimeout(() => {
    for (const load of [loadPictures, loadModels, loadDevice, prepareDrawing]) {
      void load().catch(() => undefined);
    }
  }, QUIET_MS);
  return () => clearTimeout(timer);
}

function lazyPage<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({
    default: await load().catch((): ComponentType<Props> => MissingPage),
  }));
}
