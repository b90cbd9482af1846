import styles from './QueueList.module.css';

const PATHS = {
  up: 'M8 13V3M3.5 7.5 8 3l4.5 4.5',
  down: 'M8 3v10M3.5 8.5 8 13l4.5-4.5',
  remove: 'm4 4 8 8m0-8-8 8',
};

/** A small button with a sign on it. One that leads nowhere stays in its place and keeps the focus. */
export function RowButton({
  label,
  sign,
  off = false,
  onPress,
}: {
  label: string;
  sign: keyof typeof PATHS;
  off?: boolean;
  onPress: (button: HTMLButtonElement) => void;
}) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      aria-disabled={off}
      onClick={(event) => {
        if (!off) onPress(event.currentTarget);
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={PATHS[sign]} />
      </svg>
    </button>
  );
}
