import type { SortOrder } from '../lib/sort.ts';
import { useFilter } from '../pictures-state.ts';

export { useFilter };

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
