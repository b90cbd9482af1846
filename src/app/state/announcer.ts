import { create } from 'zustand';

/** What the polite live region says: stage changes and the end, never single steps. */
export const useAnnouncement = create<{ text: string }>()(() => ({ text: '' }));

export function announce(text: string): void {
  useAnnouncement.setState({ text });
}
