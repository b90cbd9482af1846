import { create } from 'zustand';

interface Offered {
  file: File;
  /** What the file is called: `“house.jpg”`, or the words for a pasted picture. */
  what: string;
}

/** A picture without settings that was dropped or pasted: it may be meant as a start picture. Null: none. */
export const useOfferedStart = create<{ offered: Offered | null }>()(() => ({ offered: null }));

export function offerStart(offered: Offered): void {
  useOfferedStart.setState({ offered });
}

export function withdrawOffer(): void {
  useOfferedStart.setState({ offered: null });
}
