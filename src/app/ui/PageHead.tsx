import styles from './PageHead.module.css';

/** What a page is called, and a sentence about it. */
export function PageHead({ title, intro }: { title: string; intro: string }) {
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.intro}>{intro}</p>
    </div>
  );
}
