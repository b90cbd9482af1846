import { Button } from '../../ui/Button.tsx';
import { texts } from '../../i18n/texts.ts';
import { dismissTransfer, useTransfer } from '../store/transfer.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Toast } from '../../ui/Toast.tsx';
import styles from './TransferCard.module.css';

/** How far an export or import is, and what came of it. */
export function TransferCard() {
  const transfer = useTransfer((state) => state.transfer);
  switch (transfer.kind) {
    case 'none':
      return null;
    case 'running': {
      const { way, done, total, cancel } = transfer;
      const label = way === 'out' ? texts.gallery.exporting : texts.gallery.importing;
      return (
        <Toast>
          <span>{label}</span>
          <progress className={styles.bar} aria-label={label} value={done} max={total} />
          <span className={styles.numbers}>{texts.gallery.progress(done, total)}</span>
          <Button onClick={cancel}>{texts.gallery.cancel}</Button>
        </Toast>
      );
    }
    case 'over':
      return (
        <Toast role={transfer.failed ? 'alert' : undefined}>
          <div className={styles.report}>
            <p>{transfer.text}</p>
            {transfer.details.length > 0 && (
              <details className={styles.details}>
                <summary>{texts.gallery.details}</summary>
                <ul>
                  {transfer.details.map((line, i) => (
                    <li key={i}>{line}</li>
                  ))}
                </ul>
              </details>
            )}
          </div>
          <CloseButton label={texts.gallery.dismiss} onClick={dismissTransfer} />
        </Toast>
      );
  }
}
