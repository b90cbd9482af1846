import { CopyButton } from '../ui/CopyButton.tsx';
import { Facts } from '../ui/Facts.tsx';
import { LanguageField } from './LanguageField.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { texts } from '../i18n/texts.ts';
import { AppOffer } from './AppOffer.tsx';
import { Licences } from './Licences.tsx';
import styles from './DevicePage.module.css';
import { PersistButton } from '../ui/PersistButton.tsx';
import { deviceSections, reportText, SECTIONS } from './sections.ts';
import { useKnowledge } from './use-knowledge.ts';

/** In a tab of its own: what is being painted here goes on. */
function HostingLink() {
  return (
    <p className={styles.soft}>
      <a href="hosting.html" target="_blank" hrefLang="en">
        {texts.device.hosting}
      </a>
    </p>
  );
}

/** What this machine can do, in a form that can be copied into a report. */
export function DevicePage() {
  const known = useKnowledge();
  const sections = deviceSections(known);
  const report = reportText(sections);
  return (
    <main className={styles.page}>
      <PageHead title={texts.nav.device} intro={texts.device.intro} />
      <div className={styles.sections}>
        {SECTIONS.map((name) => (
          <section key={name} className={styles.section} aria-labelledby={`device-${name}`}>
            <h3 id={`device-${name}`}>{texts.device.sections[name]}</h3>
            <Facts facts={sections[name]} className={styles.facts} />
            {name === 'storage' && known.persisted === false && <PersistButton />}
            {name === 'app' && <LanguageField />}
            {name === 'app' && !known.installed && <AppOffer />}
            {name === 'app' && <HostingLink />}
            {name === 'app' && <Licences />}
          </section>
        ))}
      </div>
      <div className={styles.report}>
        <CopyButton text={report} label={texts.device.copy} />
        <p className={styles.soft}>{texts.device.reportPrivacy}</p>
        <details>
          <summary>{texts.device.report}</summary>
          <pre>{report}</pre>
        </details>
      </div>
    </main>
  );
}
