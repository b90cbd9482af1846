import { useOfferedStart, type OfferedStart } from './form-state.ts';

export { useOfferedStart };

export function offerStart(offered: OfferedStart): void {
  useOfferedStart.setState({ offered });
}

export function withdrawOffer(): void {
  useOfferedStart.setState({ offered: null });
}
