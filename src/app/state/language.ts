import { isLanguage, matchLanguage, type Language } from '../i18n/languages.ts';
import { setTexts, type Texts } from '../i18n/texts.ts';
import { english } from '../i18n/en.ts';
import { useLanguage } from './page-state.ts';

export { useLanguage };

const STORED_AS = 'wuerstchen.language';

/** English is always there; every other language is loaded when it is wanted. */
const LOADERS: Record<Language, () => Promise<Texts>> = {
  en: () => Promise.resolve(english),
  de: async () => (await import('../i18n/de.ts')).german,
};

/** Loads the language of an earlier choice, or the browser's; for before the first rendering. */
export async function restoreLanguage(): Promise<void> {
  await apply(storedChoice());
}

/** Changes and remembers the language; null follows the browser again. */
export async function chooseLanguage(choice: Language | null): Promise<void> {
  try {
    if (choice === null) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, choice);
  } catch {
    // A browser that stores nothing still changes the language for this visit.
  }
  await apply(choice);
}

async function apply(choice: Language | null): Promise<void> {
  const language = choice ?? matchLanguage(navigator.languages);
  try {
    setTexts(await LOADERS[language]());
  } catch {
    // Offline before this language was ever loaded: what is shown stays as it is.
    return;
  }
  document.documentElement.lang = language;
  useLanguage.setState({ language, choice });
}

function storedChoice(): Language | null {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}
