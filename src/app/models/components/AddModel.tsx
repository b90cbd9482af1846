import { useId, useState } from 'react';
import { readTyped } from '../../../package/address.ts';
import { Button } from '../../ui/Button.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { usePageServices } from '../../state/page-services.ts';
import { texts } from '../../i18n/texts.ts';
import { lookAt, refuseAddress } from '../models.ts';
import styles from './AddModel.module.css';
import { FolderButton } from './FolderButton.tsx';

/** A model by its address, its repository on the Hub, or a folder of this machine. */
export function AddModel() {
  const { store } = usePageServices();
  const [typed, setTyped] = useState('');
  const id = useId();
  const words = texts.models.add;

  const look = () => {
    const address = readTyped(typed, location.href);
    if (address === null) refuseAddress(typed);
    else void lookAt(store, { address });
  };

  const choose = (list: FileList | null) => {
    const files = [...(list ?? [])];
    const name = files[0]?.webkitRelativePath.split('/')[0];
    if (name === undefined) return;
    const local = files.map((file) => ({ path: file.webkitRelativePath, file }));
    void lookAt(store, { address: { kind: 'local', name }, local });
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        look();
      }}
    >
      <div>
        <label className={fieldStyles.label} htmlFor={id}>
          {words.label}
        </label>
        <input
          id={id}
          className={fieldStyles.input}
          value={typed}
          placeholder={words.placeholder}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-help`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p className={fieldStyles.help} id={`${id}-help`}>
          {words.help}
        </p>
      </div>
      <div className={styles.actions}>
        <Button type="submit" disabled={typed.trim() === ''}>
          {words.look}
        </Button>
        <FolderButton text={words.folder} label={words.folder} onChoose={choose} />
      </div>
    </form>
  );
}
