import { useView } from '../state/view.ts';
import { takeFiles } from '../share/incoming.ts';

/**
 * Files that were dropped or pasted: among the pictures they are imported, as by the button there; elsewhere a
 * picture's settings go into the form.
 */
export async function receiveFiles(
  files: readonly File[],
  from: 'file' | 'clipboard',
): Promise<void> {
  if (useView.getState().view !== 'pictures') return takeFiles(files, from);
  const { importPictures } = await import('../pictures/store/import.ts');
  await importPictures(files);
}
