import { SEED_MODES } from '../../lib/settings/seed.ts';
import { useProblem } from '../run/generate.ts';
import { renewSeed, setSeed, setSeedMode, useForm } from '../../state/form.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { Problem } from './Problem.tsx';
import styles from './SeedField.module.css';
import segments from '../../ui/segments.module.css';

export function SeedField() {
  const seed = useForm((form) => form.seed);
  const mode = useForm((form) => form.seedMode);
  const refused = useProblem((state) => state.problem === 'seed');
  return (
    <div>
      <label className={fieldStyles.label} htmlFor="seed">
        {texts.seed.label}
      </label>
      <div className={styles.row}>
        <input
          id="seed"
          className={fieldStyles.input}
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          value={seed}
          aria-invalid={refused}
          aria-describedby="seed-problem seed-help"
          onChange={(event) => setSeed(event.target.value)}
        />
        <Button onClick={renewSeed}>{texts.seed.renew}</Button>
      </div>
      <Problem id="seed-problem" shown={refused}>
        {texts.seed.invalid}
      </Problem>
      <div
        className={`${segments.segments} ${styles.modes}`}
        role="radiogroup"
        aria-label={texts.seed.mode}
      >
        {SEED_MODES.map((choice) => (
          <label key={choice} className={segments.segment}>
            <input
              type="radio"
              name="seed-mode"
              checked={choice === mode}
              onChange={() => setSeedMode(choice)}
            />
            {texts.seed.modes[choice]}
          </label>
        ))}
      </div>
      <p className={fieldStyles.help} id="seed-help">
        {texts.seed.help[mode]}
      </p>
    </div>
  );
}
