import type { ConversionFault } from '../../../exporter/browser/api.ts';
import { texts } from '../../i18n/texts.ts';
import { FaultCard } from '../components/FaultCard.tsx';

/** What went wrong, in plain words, with what exactly was expected and came. */
export function ConversionFaultWords({ fault }: { fault: ConversionFault }) {
  return <FaultCard {...texts.conversion.faults[fault.code]} message={fault.message} />;
}
