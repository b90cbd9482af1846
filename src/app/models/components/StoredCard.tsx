import type { StoredPackage } from '../../../package/store/api.ts';
import { isFetchable } from '../../../package/address.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { builtinUrl, chooseDefault, chooseModel, storeUrl, useChosen } from '../../state/chosen.ts';
import { install, pause, remove, verify } from '../models.ts';
import { useModels } from '../models-state.ts';
import { CompareModel } from '../comparison/CompareModel.tsx';
import { RepairConverted } from '../conversion/RepairConverted.tsx';
import { DeleteButton } from './DeleteButton.tsx';
import { FaultWords } from './FaultWords.tsx';
import { JobProgress } from './JobProgress.tsx';
import styles from './ModelCard.module.css';
import { ModelWords } from './ModelWords.tsx';

/** A model on the disk, whole or in part, and all that can be done with it. */
export function StoredCard({
  stored,
  copies,
}: {
  stored: StoredPackage;
  /** Keys of the same package, installed from other manifests. */
  copies: readonly string[];
}) {
  const { store } = usePageServices();
  const { key, manifest, address, totalBytes, hereBytes, complete } = stored;
  const job = useModels((models) => models.jobs[key]);
  const outcome = useModels((models) => models.outcomes[key]);
  const current = useChosen(({ url }) => url === storeUrl(key));
  const isDefault = useChosen(
    ({ defaultKey }) => defaultKey !== null && [key, ...copies].includes(defaultKey),
  );
  const { actions } = texts.models;
  return (
    <li className={styles.card} data-current={current} aria-label={manifest.name}>
      <div className={styles.head}>
        <h4 className={styles.name}>{manifest.name}</h4>
        {current && <span className={styles.badge}>{texts.models.current}</span>}
        {isDefault && <span className={styles.badge}>{texts.models.isDefault}</span>}
        {!complete && !job && <span className={styles.badge}>{texts.models.incomplete}</span>}
      </div>
      <ModelWords manifest={manifest} address={address} totalBytes={totalBytes}>
        {complete && <CompareModel packageKey={key} name={manifest.name} />}
      </ModelWords>
      {job && (
        <JobProgress job={job} label={texts.models.progress.labels[job.kind](manifest.name)} />
      )}
      {!job && !complete && (
        <p className={styles.line}>
          {texts.models.partly(formatBytes(hereBytes), formatBytes(totalBytes))}
        </p>
      )}
      {outcome?.kind === 'fault' && <FaultWords fault={outcome.fault} />}
      {outcome?.kind === 'intact' && <p className={styles.good}>{texts.models.intact}</p>}
      {outcome?.kind === 'damaged' && <p className={styles.trouble}>{texts.models.damaged}</p>}
      <div className={styles.actions}>
        {job && !job.elsewhere && (
          <Button onClick={() => pause(key)}>
            {job.kind === 'install' ? actions.pause : actions.stop}
          </Button>
        )}
        {!job && !complete && isFetchable(address) && (
          <Button onClick={() => void install(store, key)}>
            {outcome?.kind === 'damaged' ? actions.repair : actions.resume}
          </Button>
        )}
        {!job && !complete && address.kind === 'local' && (
          <p className={styles.line}>{texts.models.chooseAgain(address.name)}</p>
        )}
        {!job && !complete && address.kind === 'converted' && <RepairConverted packageKey={key} />}
        {!job && complete && !current && (
          <Button onClick={() => chooseModel(storeUrl(key))}>{actions.use}</Button>
        )}
        {!job && complete && (
          <>
            <Button onClick={() => chooseDefault(isDefault ? null : key)} aria-pressed={isDefault}>
              {actions.makeDefault}
            </Button>
            <Button onClick={() => void verify(store, key)}>{actions.verify}</Button>
          </>
        )}
        {!job?.elsewhere && (
          <DeleteButton
            label={complete ? actions.remove : actions.cancel}
            name={manifest.name}
            onDelete={() => {
              if (current) chooseModel(builtinUrl());
              for (const each of [key, ...copies]) void remove(store, each);
            }}
          />
        )}
      </div>
    </li>
  );
}
