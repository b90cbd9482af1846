import { texts } from '../i18n/texts.ts';
import type { Source } from './notice.ts';

/** `Filled from a link.` */
export function filledFrom(source: Source): string {
  switch (source.from) {
    case 'link':
      return texts.share.filledFromLink;
    case 'file':
      return texts.share.filledFromFile(source.name);
    case 'clipboard':
      return texts.share.filledFromClipboard;
    case 'text':
      return texts.share.filledFromText;
  }
}
