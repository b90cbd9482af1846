import { useState } from 'react';
import { useLookAtPicture } from '../hooks/use-look-at-picture.ts';
import { ModelField } from '../models/components/ModelField.tsx';
import { generate, useProblem } from '../state/generate.ts';
import { QueueList } from '../queue/QueueList.tsx';
import { texts } from '../texts.ts';
import { Actions } from './Actions.tsx';
import { AdvancedFields } from './AdvancedFields.tsx';
import { Examples } from './Examples.tsx';
import { TakeSettings } from '../share/TakeSettings.tsx';
import { Disclosure } from './Disclosure.tsx';
import { NegativeField } from './NegativeField.tsx';
import styles from './GenerateForm.module.css';
import { PresetField } from './PresetField.tsx';
import { PromptField } from './PromptField.tsx';
import { SeedField } from './SeedField.tsx';
import { SizeFields } from './SizeFields.tsx';
import { StyleChips } from './StyleChips.tsx';
import { WordChips } from './WordChips.tsx';

const WIDE = '(width >= 56.25em)';

/** The form: what to paint and how. */
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
      <Actions />
      <PresetField />
      <div className={styles.model}>
        <ModelField />
      </div>
      <QueueList />
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
    </form>
  );
}
