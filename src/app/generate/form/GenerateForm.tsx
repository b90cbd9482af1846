import { useState } from 'react';
import { useLookAtPicture } from '../result/use-look-at-picture.ts';
import { generate, useProblem } from '../run/generate.ts';
import { QueueList } from '../queue/QueueList.tsx';
import { texts } from '../../i18n/texts.ts';
import { Actions } from './Actions.tsx';
import { AdvancedFields } from './AdvancedFields.tsx';
import { Examples } from './Examples.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { NegativeField } from './NegativeField.tsx';
import styles from './GenerateForm.module.css';
import { PresetField } from './PresetField.tsx';
import { PromptField } from './PromptField.tsx';
import { SeedField } from './SeedField.tsx';
import { SizeFields } from './SizeFields.tsx';
import { StartField } from '../start/StartField.tsx';
import { StyleChips } from './StyleChips.tsx';
import { WordChips } from './WordChips.tsx';
import { ModelField } from '../../models/public.ts';
import { TakeSettings } from '../../share/public.ts';

const WIDE = '(width >= 56.25em)';

/** The form: what to paint and how. The queue, which comes and goes, stands below what is pressed meanwhile. */
export function GenerateForm() {
  const [settingsOpen] = useState(() => matchMedia(WIDE).matches);
  const lookAtPicture = useLookAtPicture();
  const demand = useProblem(({ problem, attempt }) =>
    problem === 'size' || problem === 'seed' ? attempt : 0,
  );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        lookAtPicture();
        void generate();
      }}
    >
      <PromptField />
      <StartField />
      <Actions />
      <PresetField />
      <div className={styles.model}>
        <ModelField />
      </div>
      <Examples />
      <div>
        <WordChips />
        <StyleChips />
      </div>
      <div>
        <Disclosure summary={texts.settings.summary} startsOpen={settingsOpen} demand={demand}>
          <SizeFields />
          <NegativeField />
          <SeedField />
        </Disclosure>
        <Disclosure summary={texts.advanced.summary}>
          <AdvancedFields />
        </Disclosure>
      </div>
      <TakeSettings />
      <QueueList />
    </form>
  );
}
