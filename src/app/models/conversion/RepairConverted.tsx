import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { texts } from '../../i18n/texts.ts';
import { repairConverted, useConversions } from './conversions.ts';

/** For a package that was converted here, and has damaged or missing files. */
export function RepairConverted({ packageKey }: { packageKey: string }) {
  const { converter, store } = usePageServices();
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
