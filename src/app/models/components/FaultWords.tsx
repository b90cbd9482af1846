import type { StoreFault } from '../../../package/store/api.ts';
import { texts } from '../../i18n/texts.ts';
import { FaultCard } from './FaultCard.tsx';

interface Props {
  fault: StoreFault;
  /** No manifest had come yet: what is missing is the model, and nothing has been kept. */
  isLooking?: boolean;
  /** The address that was asked. */
  asked?: string | undefined;
}

/** What went wrong, in plain words, with what was asked, and what exactly was expected and came. */
export function FaultWords({ fault, isLooking = false, asked }: Props) {
  const { faults, asked: askedWords } = texts.models;
  const { title, text } = isLooking ? wordsBefore(fault.code) : faults[fault.code];
  // What was typed and could not be asked stands in the message itself.
  const toDo = isLooking && fault.code === 'bad-address' ? fault.message : text;
  const words = asked === undefined ? toDo : `${askedWords(asked)} ${toDo}`;
  return <FaultCard title={`${title}.`} text={words} message={fault.message} />;
}

function wordsBefore(code: StoreFault['code']): { title: string; text: string } {
  const { faults, before } = texts.models;
  if (code === 'file-missing') return faults['no-model'];
  if (code === 'network' || code === 'internal') return before[code];
  return faults[code];
}
