import { texts } from '../../i18n/texts.ts';
import styles from './CutText.module.css';

/** The ends of prompts that are not read, behind a press, and never so tall as to push the form away. */
export function CutText({ parts }: { parts: readonly string[] }) {
  return (
    <details className={styles.cut}>
      <summary>{texts.prompt.showCut}</summary>
      <ul className={styles.parts} tabIndex={0} aria-label={texts.prompt.cut}>
        {parts.map((part) => (
          <li key={part} dir="auto">
            {texts.prompt.quoted(part)}
          </li>
        ))}
      </ul>
    </details>
  );
}
