import { useRef, type DragEvent } from 'react';
import type { VerifyProgress } from '../../../verify/browser/api.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { texts } from '../../i18n/texts.ts';
import { FaultCard } from '../components/FaultCard.tsx';
import cardStyles from '../components/ModelCard.module.css';
import styles from './CompareModel.module.css';
import { ComparisonResult } from './ComparisonResult.tsx';
import { compareWith, stopComparison, useComparisons } from './comparisons.ts';

/** Whether an installed model computes what PyTorch does, by a reference file that a person has. */
export function CompareModel({ packageKey, name }: { packageKey: string; name: string }) {
  const { verifier } = usePageServices();
  const state = useComparisons(({ states }) => states[packageKey]);
  const running = useComparisons((all) => all.running);
  const input = useRef<HTMLInputElement>(null);
  const words = texts.comparison;

  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) void compareWith(verifier, packageKey, file);
  };
  const isFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');

  return (
    <section
      className={styles.compare}
      aria-label={words.label}
      onDragOver={(event) => {
        if (!isFile(event)) return;
        // Whatever else the page does with files is not meant here.
        event.preventDefault();
        event.dataTransfer.dropEffect = running === null ? 'copy' : 'none';
      }}
      onDrop={(event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        take(event.dataTransfer.files);
      }}
    >
      <p className={styles.title}>{words.label}</p>
      <p className={cardStyles.line}>{words.help}</p>
      {state?.kind === 'running' ? (
        <>
          <ComparisonProgress name={name} progress={state.progress} />
          <div className={cardStyles.actions}>
            <Button onClick={stopComparison}>{words.stop}</Button>
          </div>
        </>
      ) : (
        <div className={cardStyles.actions}>
          <Button disabled={running !== null} onClick={() => input.current?.click()}>
            {words.choose}
          </Button>
          <input
            ref={input}
            className="visually-hidden"
            type="file"
            accept=".safetensors"
            aria-label={words.choose}
            tabIndex={-1}
            onChange={(event) => {
              take(event.target.files);
              // The same file can be chosen again after it was put right.
              event.target.value = '';
            }}
          />
          {running !== null && <p className={cardStyles.line}>{words.busy}</p>}
        </div>
      )}
      {state?.kind === 'fault' && (
        <FaultCard {...words.faults[state.fault.code]} message={state.fault.message} />
      )}
      {state?.kind === 'done' && <ComparisonResult result={state.result} />}
    </section>
  );
}

function ComparisonProgress({ name, progress }: { name: string; progress: VerifyProgress | null }) {
  const words = texts.comparison;
  return (
    <div className={cardStyles.progress}>
      <progress
        className={cardStyles.bar}
        aria-label={words.progress(name)}
        {...(progress && { value: progress.done, max: progress.total })}
      />
      <p className={cardStyles.numbers}>
        {progress === null
          ? words.starting
          : words.running(words.networks[progress.network], progress.done + 1, progress.total)}
      </p>
    </div>
  );
}
