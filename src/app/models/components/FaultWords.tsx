import type { StoreFault } from '../../../package/store/api.ts';
import { texts } from '../../texts.ts';
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
  const message = asked === undefined ? fault.message : `${askedWords(asked)} ${fault.message}`;
  return <FaultCard title={`${title}.`} text={text} message={message} />;
}

function wordsBefore(code: StoreFault['code']): { title: string; text: string } {
  const { faults, before } = texts.models;
  if (code === 'file-missing') return faults['no-model'];
  if (code === 'network' || code === 'internal') return before[code];
  return faults[code];
}
