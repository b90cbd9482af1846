import { texts } from '../i18n/texts.ts';
import type { Source } from './notice.ts';

/** `Filled in from “house.png”, made with Fooocus.` @param program where it is neither this one nor unknown */
export function filledFrom(source: Source, program?: string): string {
  const sentence = withoutProgram(source);
  return program === undefined ? sentence : texts.share.madeWith(sentence, program);
}

function withoutProgram(source: Source): string {
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
