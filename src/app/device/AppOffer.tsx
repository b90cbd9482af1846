import { texts } from '../i18n/texts.ts';
import styles from './DevicePage.module.css';
import { InstallOffer } from '../pwa/public.ts';

/** iPhones and iPads install only from their own menu. */
const isByHand = /iPhone|iPad/.test(navigator.userAgent);

/** How to install the app, where that is possible. */
export function AppOffer() {
  if (isByHand) return <p className={styles.soft}>{texts.install.byHand}</p>;
  return <InstallOffer />;
}
