import { useBatch, type Finished } from './painting-state.ts';

export { useBatch };

export function beginBatch(): void {
  useBatch.setState({ finished: [] });
}

export function addToBatch(picture: Finished): void {
  useBatch.setState(({ finished }) => ({ finished: [...finished, picture] }));
}

/** A picture that was deleted is none of the batch any more. */
export function removeFromBatch(isDeleted: (id: string) => boolean): void {
  const { finished } = useBatch.getState();
  const left = finished.filter(({ id }) => !isDeleted(id));
  if (left.length < finished.length) useBatch.setState({ finished: left });
}
