import { create } from 'zustand';
import type { Filter } from '../lib/search.ts';

/** What the page of pictures shows of them. */
export const useFilter = create<Filter>()(() => ({ query: '', favouritesOnly: false }));

export function search(query: string): void {
  useFilter.setState({ query });
}

export function setFavouritesOnly(favouritesOnly: boolean): void {
  useFilter.setState({ favouritesOnly });
}

export function clearFilter(): void {
  useFilter.setState({ query: '', favouritesOnly: false });
}
