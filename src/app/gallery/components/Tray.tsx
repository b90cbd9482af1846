import { useView } from '../../state/view.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { ToastCard } from './ToastCard.tsx';
import styles from './Tray.module.css';
import { TransferCard } from './TransferCard.tsx';

/** Lies at the lower edge of the page: what is selected, what is on its way, what can be undone. */
export function Tray() {
  const view = useView((state) => state.view);
  return (
    <div className={styles.tray} data-view={view}>
      <ToastCard />
      <TransferCard />
      {view === 'pictures' && <SelectionBar />}
    </div>
  );
}
