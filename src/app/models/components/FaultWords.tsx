import type { StoreFault } from '../../../package/store/api.ts';
import { texts } from '../../texts.ts';
import styles from './ModelCard.module.css';

interface Props {
  fault: StoreFault;
  /** No manifest had come yet: what is missing is the model. */
  isLooking?: boolean;
}

/** What went wrong, in plain words, with what exactly was expected and came. */
export function FaultWords({ fault, isLooking = false }: Props) {
  const { faults } = texts.models;
  const { title, text } =
    faults[isLooking && fault.code === 'file-missing' ? 'no-model' : fault.code];
  return (
    <div className={styles.fault} role="alert">
      <p>
        <strong>{title}.</strong> {text}
      </p>
      {fault.message !== text && (
        <details>
          <summary>{texts.failure.detail}</summary>
          <p>{fault.message}</p>
        </details>
      )}
    </div>
  );
}
