import { showView, useView, VIEWS } from '../state/view.ts';
import { texts } from '../texts.ts';
import styles from './Nav.module.css';

export function Nav() {
  const current = useView((state) => state.view);
  return (
    <nav className={styles.nav} aria-label={texts.nav.label}>
      {VIEWS.map((view) => (
        <a
          key={view}
          className={styles.link}
          href={view === 'paint' ? './' : `#${view}`}
          aria-current={view === current ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            showView(view);
          }}
        >
          {texts.nav[view]}
        </a>
      ))}
    </nav>
  );
}
