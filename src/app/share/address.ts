import type { Manifest } from '../../package/manifest.ts';
import { writeLink } from '../../share/link.ts';
import { settingsOf } from '../../share/picture-settings.ts';
import type { Picture } from '../state/shown-picture.ts';

/**
 * The link that fills somebody's form with what made this picture.
 * @param page the page's own address; of its query only the chosen package stays
 * @param manifest of the open model, if any: only its own pictures can leave its defaults out
 * @param from where the picture's model can be had, if it is not this site
 */
export function addressOf(
  { request, modelId }: Pick<Picture, 'request' | 'modelId'>,
  page: string,
  manifest: Manifest | null,
  from: string | null = null,
): string {
  const address = new URL(page);
  const folder = address.searchParams.get('model');
  address.search = folder === null ? '' : `?${new URLSearchParams({ model: folder })}`;
  const defaults = manifest?.id === modelId ? manifest : undefined;
  address.hash = writeLink({
    ...settingsOf(request, modelId, defaults),
    ...(from !== null && { from }),
  });
  return address.href;
}
