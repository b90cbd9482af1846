import { useProblem } from '../state/generate.ts';
import { renewSeed, setRandomSeed, setSeed, useForm } from '../state/form.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import fieldStyles from './fields.module.css';
import { Problem } from './Problem.tsx';
import styles from './SeedField.module.css';

export function SeedField() {
  const seed = useForm((form) => form.seed);
  const randomSeed = useForm((form) => form.randomSeed);
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
          aria-describedby="seed-problem"
          onChange={(event) => setSeed(event.target.value)}
        />
        <Button onClick={renewSeed}>{texts.seed.renew}</Button>
      </div>
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={randomSeed}
          onChange={(event) => setRandomSeed(event.target.checked)}
        />
        {texts.seed.random}
      </label>
      <Problem id="seed-problem" shown={refused}>
        {texts.seed.invalid}
      </Problem>
    </div>
  );
}
