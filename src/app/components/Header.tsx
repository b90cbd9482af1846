import { texts } from '../texts.ts';
import styles from './Header.module.css';
import { Logo } from './Logo.tsx';
import { Nav } from './Nav.tsx';

export function Header() {
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#prompt">
        {texts.app.skipToPrompt}
      </a>
      <Logo className={styles.logo} />
      <h1 className={styles.name}>{texts.app.name}</h1>
      <p className={styles.tagline}>{texts.app.tagline}</p>
      <Nav />
    </header>
  );
}
