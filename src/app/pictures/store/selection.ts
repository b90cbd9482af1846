import { useGallery, useSelection } from '../pictures-state.ts';

export { useSelection };

export function setTapping(tapping: boolean): void {
  useSelection.setState({ tapping });
}

export function select(ids: Iterable<string>): void {
  useSelection.setState({ ids: new Set(ids) });
}

export function toggleSelected(id: string): void {
  const ids = new Set(useSelection.getState().ids);
  if (!ids.delete(id)) ids.add(id);
  select(ids);
}

/** What is gone is no longer chosen; returns how to stop. */
export function dropDeletedFromSelection(): () => void {
  const drop = () => {
    const { ids } = useSelection.getState();
    if (ids.size === 0) return;
    const present = new Set(useGallery.getState().records.map((record) => record.id));
    const left = [...ids].filter((id) => present.has(id));
    if (left.length < ids.size) select(left);
  };
  drop();
  return useGallery.subscribe(({ records }, before) => {
    if (records !== before.records) drop();
  });
}
