import { useDeferredValue } from 'react';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './About.module.css';
import { DeviceFacts } from './DeviceFacts.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import { InstallOffer } from '../../pwa/public.ts';

/** Honest words about the model and about the machine it runs on. */
export function About() {
  const model = useDeferredValue(useModel());
  if (model.kind !== 'open') return null;
  const { manifest, device } = model.model;
  return (
    <div>
      <Disclosure summary={texts.model.summary} note={manifest.name}>
        <ModelFacts manifest={manifest} />
      </Disclosure>
      <Disclosure summary={texts.device.summary} note={texts.receipt.providers[device.provider]}>
        <DeviceFacts device={device} />
      </Disclosure>
      <p className={styles.reason}>{texts.device.reasons[device.reason]}</p>
      <InstallOffer />
    </div>
  );
}
