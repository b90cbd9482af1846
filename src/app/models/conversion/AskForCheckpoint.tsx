import { useId, useState } from 'react';
import type { PickedFile } from '../../../exporter/browser/api.ts';
import { Button } from '../../ui/Button.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { usePageServices } from '../../state/page-services.ts';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import formStyles from '../components/AddModel.module.css';
import { FolderButton } from '../components/FolderButton.tsx';
import styles from '../components/ModelCard.module.css';
import { useModels } from '../models-state.ts';
import { lookAtCheckpoint, lookInFolder } from './conversions.ts';
import {
  PUBLISHED,
  PUBLISHED_KEPT_BYTES,
  PUBLISHED_SOURCE_BYTES,
  readCheckpoint,
  type CheckpointProblem,
  type TypedCheckpoint,
} from './published.ts';

/** Where the published model may come from: the Hub with one press, a folder of this machine, or elsewhere. */
export function AskForCheckpoint() {
  const { converter, store } = usePageServices();
  const hasOne = useModels(({ state }) =>
    state?.packages.some(({ address, complete }) => complete && address.kind === 'converted'),
  );
  const words = texts.conversion;
  const services = { converter, store };

  const look = (typed: TypedCheckpoint) => {
    const read = readCheckpoint(typed);
    if ('places' in read) void lookAtCheckpoint(services, read.places);
    return read;
  };

  return (
    <>
      <p className={styles.line}>
        {words.facts(
          'MIT',
          formatBytes(PUBLISHED_SOURCE_BYTES),
          formatBytes(PUBLISHED_KEPT_BYTES.q4),
        )}
      </p>
      <p className={styles.line}>{words.how}</p>
      <div className={styles.actions}>
        <Button look={hasOne ? 'plain' : 'primary'} onClick={() => look(PUBLISHED)}>
          {hasOne ? words.getAnother : words.get}
        </Button>
        <FolderButton
          text={words.folder}
          label={words.folderLabel}
          onChoose={(list) => {
            const { name, files } = pickedFiles(list);
            if (files.length > 0) void lookInFolder(services, name, files);
          }}
        />
      </div>
      <OtherCheckpoint look={look} />
    </>
  );
}

function OtherCheckpoint({ look }: { look: (typed: TypedCheckpoint) => object }) {
  const [typed, setTyped] = useState(PUBLISHED);
  const [problem, setProblem] = useState<CheckpointProblem | null>(null);
  const id = useId();
  const words = texts.conversion.other;
  return (
    <details className={styles.details}>
      <summary>{words.title}</summary>
      <form
        className={formStyles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const read = look(typed) as { problem?: CheckpointProblem };
          setProblem(read.problem ?? null);
        }}
      >
        <p className={fieldStyles.help}>{words.help}</p>
        {(['prior', 'decoder', 'compressor', 'endpoint'] as const).map((field) => (
          <div key={field}>
            <label className={fieldStyles.label} htmlFor={`${id}-${field}`}>
              {words[field]}
            </label>
            <input
              id={`${id}-${field}`}
              className={fieldStyles.input}
              value={typed[field]}
              autoCapitalize="off"
              autoComplete="off"
              spellCheck={false}
              aria-invalid={problem === field}
              aria-describedby={problem === field ? `${id}-problem` : undefined}
              onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
            />
            {problem === field && (
              <p className={styles.trouble} id={`${id}-problem`} role="alert">
                {words.problems[field]}
              </p>
            )}
          </div>
        ))}
        <div className={styles.actions}>
          <Button type="submit">{words.check}</Button>
        </div>
      </form>
    </details>
  );
}

/** Paths from the folder that was picked, without its own name. */
function pickedFiles(list: FileList | null): { name: string; files: PickedFile[] } {
  const files = [...(list ?? [])];
  const name = files[0]?.webkitRelativePath.split('/')[0] ?? '';
  return {
    name,
    files: files.map((file) => ({
      path: file.webkitRelativePath.split('/').slice(1).join('/'),
      file,
    })),
  };
}
