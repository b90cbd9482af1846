import { useRef } from 'react';
import { usePublishedHeight } from '../../ui/use-published-height.ts';
import { useView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { useSelection } from '../store/selection.ts';
import { useToast } from '../store/toast.ts';
import { useTransfer } from '../store/transfer.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { ToastCard } from './ToastCard.tsx';
import styles from './Tray.module.css';
import { TransferCard } from './TransferCard.tsx';

/** Lies at the lower edge of the page: what is selected, what is on its way, what can be undone. */
export function Tray() {
  const tray = useRef<HTMLDivElement>(null);
  usePublishedHeight(tray, '--tray-height');
  const view = useView((state) => state.view);
  const toast = useToast((state) => state.toast !== null);
  const transfer = useTransfer((state) => state.transfer.kind !== 'none');
  const selected = useSelection(({ ids }) => ids.size > 0) && view === 'pictures';
  const isEmpty = [toast, transfer, selected].every((each) => !each);
  return (
    <div
      className={styles.tray}
      ref={tray}
      data-view={view}
      {...(!isEmpty && { role: 'region', 'aria-label': texts.gallery.tray })}
    >
      <ToastCard />
      <TransferCard />
      {view === 'pictures' && <SelectionBar />}
    </div>
  );
}
