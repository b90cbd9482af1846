import { InstallOffer } from '../pwa/InstallOffer.tsx';
import { texts } from '../texts.ts';
import styles from './DevicePage.module.css';

/** iPhones and iPads install only from their own menu. */
const isByHand = /iPhone|iPad/.test(navigator.userAgent);

/** How to install the app, where that is possible. */
export function AppOffer() {
  if (isByHand) return <p className={styles.soft}>{texts.install.byHand}</p>;
  return <InstallOffer />;
}
