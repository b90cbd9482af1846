import { create } from 'zustand';
import { isLanguage, matchLanguage, type Language } from './languages.ts';
import { setTexts, type Texts } from './texts.ts';
import { english } from './en.ts';

const STORED_AS = 'wuerstchen.language';

/** English is always there; every other language is loaded when it is wanted. */
const LOADERS: Record<Language, () => Promise<Texts>> = {
  en: () => Promise.resolve(english),
  de: async () => (await import('./de.ts')).german,
};

export interface LanguageState {
  /** What is shown. */
  language: Language;
  /** What a person chose; null follows the browser. */
  choice: Language | null;
}

export const useLanguage = create<LanguageState>()(() => ({ language: 'en', choice: null }));

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
