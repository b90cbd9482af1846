import { Button } from '../../components/Button.tsx';
import { useKitchen } from '../../kitchen.ts';
import { texts } from '../../texts.ts';
import { repairConverted, useConversions } from './conversions.ts';

/** For a package that was converted here, and has damaged or missing files. */
export function RepairConverted({ packageKey }: { packageKey: string }) {
  const { converter, store } = useKitchen();
  const isBusy = useConversions(({ job }) => job !== null);
  return (
    <Button
      disabled={isBusy}
      title={texts.conversion.repairing}
      onClick={() => void repairConverted({ converter, store }, packageKey)}
    >
      {texts.conversion.repair}
    </Button>
  );
}
