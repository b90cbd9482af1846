import { create } from 'zustand';
import type { Filter } from '../lib/search.ts';
import type { SortOrder } from '../lib/sort.ts';

/** What the page of pictures shows of them, and in which order. */
export const useFilter = create<Filter & { order: SortOrder }>()(() => ({
  query: '',
  favouritesOnly: false,
  order: 'newest',
}));

export function search(query: string): void {
  useFilter.setState({ query });
}

export function setFavouritesOnly(favouritesOnly: boolean): void {
  useFilter.setState({ favouritesOnly });
}

export function sortBy(order: SortOrder): void {
  useFilter.setState({ order });
}

export function clearFilter(): void {
  useFilter.setState({ query: '', favouritesOnly: false });
}
