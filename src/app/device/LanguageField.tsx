import { isLanguage, LANGUAGES } from '../i18n/languages.ts';
import { chooseLanguage, useLanguage } from '../state/language.ts';
import { texts } from '../i18n/texts.ts';
import { ChoiceField } from '../ui/ChoiceField.tsx';

const SYSTEM = 'system';

/** Which language the page speaks. */
export function LanguageField() {
  const choice = useLanguage((state) => state.choice);
  return (
    <ChoiceField
      label={texts.language.label}
      value={choice ?? SYSTEM}
      options={[
        { value: SYSTEM, label: texts.language.system },
        ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
      ]}
      onChange={(value) => void chooseLanguage(isLanguage(value) ? value : null)}
    />
  );
}
