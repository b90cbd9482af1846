import type { StoreFault } from '../../../package/store/api.ts';
import { texts } from '../../texts.ts';
import { FaultCard } from './FaultCard.tsx';

interface Props {
  fault: StoreFault;
  /** No manifest had come yet: what is missing is the model. */
  isLooking?: boolean;
}

/** What went wrong, in plain words, with what exactly was expected and came. */
export function FaultWords({ fault, isLooking = false }: Props) {
  const { faults } = texts.models;
  const { title, text } =
    faults[isLooking && fault.code === 'file-missing' ? 'no-model' : fault.code];
  return <FaultCard title={`${title}.`} text={text} message={fault.message} />;
}
