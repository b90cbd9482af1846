import { useEffect, useRef } from 'react';
import { addressUrl } from '../../../package/address.ts';
import type { Offer } from '../../../package/store/api.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { chooseModel, storeUrl } from '../../state/chosen.ts';
import { acceptOffer, closeOffer, hostOf } from '../models.ts';
import { useModels } from '../models-state.ts';
import { isSamePackage } from '../same-package.ts';
import { FaultWords } from './FaultWords.tsx';
import { JobProgress } from './JobProgress.tsx';
import styles from './ModelCard.module.css';
import { ModelWords } from './ModelWords.tsx';

/**
 * What a source has, before anything of it is fetched.
 * @param at where on the page it was asked for
 */
export function Looked({ at }: { at: string | null }) {
  const looking = useModels((models) => models.looking);
  if (looking.kind === 'none' || looking.at !== at) return null;
  switch (looking.kind) {
    case 'asking':
      return <p role="status">{texts.models.add.asking(hostOf(looking.where.address))}</p>;
    case 'fault':
      return <FaultWords fault={looking.fault} isLooking asked={looking.asked} />;
    case 'offer':
      return <OfferCard offer={looking.offer} />;
    case 'starting':
      return <Starting offer={looking.offer} />;
  }
}

/** Until the store has a card for it. */
function Starting({ offer: { key, manifest } }: { offer: Offer }) {
  const job = useModels(({ jobs }) => jobs[key]);
  if (!job) return null;
  return <JobProgress job={job} label={texts.models.progress.labels.install(manifest.name)} />;
}

/** Kept in memory this is as much as a phone bears. */
const MOST_IN_MEMORY_BYTES = 400e6;

function OfferCard({ offer }: { offer: Offer }) {
  const { store } = usePageServices();
  const available = useModels(({ state }) => state?.available ?? true);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.focus(), []);
  const { key, manifest, address, totalBytes, missingBytes, freeBytes, freeIsLearned } = offer;
  const words = texts.models.offer;
  const here = useModels(({ state }) =>
    state?.packages.find(
      (each) => each.complete && (each.key === key || isSamePackage(each.manifest, manifest)),
    ),
  );
  const tooLarge = freeBytes !== null && missingBytes > freeBytes;
  const url = addressUrl(address);
  return (
    <div
      ref={card}
      className={styles.card}
      role="group"
      aria-label={words.label(manifest.name)}
      tabIndex={-1}
    >
      <div className={styles.head}>
        <h4 className={styles.name}>{manifest.name}</h4>
      </div>
      <ModelWords manifest={manifest} address={address} totalBytes={totalBytes} open />
      {available && (
        <p className={styles.good}>
          {here
            ? words.installed
            : missingBytes === 0
              ? words.here
              : words.cost(
                  formatBytes(missingBytes),
                  freeBytes === null ? null : formatBytes(freeBytes),
                )}
        </p>
      )}
      {available && tooLarge && (
        <p className={styles.trouble}>{freeIsLearned ? words.tooLargeBefore : words.tooLarge}</p>
      )}
      {!available && <p className={styles.trouble}>{texts.models.disk.unavailable}</p>}
      <div className={styles.actions}>
        {here && (
          <Button
            onClick={() => {
              closeOffer();
              chooseModel(storeUrl(here.key));
            }}
          >
            {texts.models.actions.use}
          </Button>
        )}
        {available && !here && (
          <Button disabled={tooLarge && !freeIsLearned} onClick={() => void acceptOffer(store)}>
            {missingBytes === 0 ? words.add : words.install(formatBytes(missingBytes))}
          </Button>
        )}
        {!available && url !== null && totalBytes <= MOST_IN_MEMORY_BYTES && (
          <Button
            onClick={() => {
              closeOffer();
              chooseModel(url);
            }}
          >
            {words.fromMemory}
          </Button>
        )}
        <Button onClick={closeOffer}>{words.refuse}</Button>
      </div>
    </div>
  );
}
