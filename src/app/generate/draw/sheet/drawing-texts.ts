import { drawing as german } from '../../../i18n/de/drawing.ts';
import { drawing as english } from '../../../i18n/en/drawing.ts';
import type { Language } from '../../../i18n/languages.ts';
import { useLanguage } from '../../../state/language.ts';

/** Both languages come with the sheets: the first view, which has neither, is what must be small. */
const TEXTS: Record<Language, typeof english> = { en: english, de: german };

/** Read it while rendering, as `texts`. */
export const drawingTexts = () => TEXTS[useLanguage.getState().language];
