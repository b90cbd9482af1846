import { useAnnouncement } from '../state/announcer.ts';

/** Spoken, not seen. Stage changes and the end; errors speak for themselves with role="alert". */
export function LiveRegion() {
  const { text, count } = useAnnouncement();
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      <span key={count}>{text}</span>
    </div>
  );
}
