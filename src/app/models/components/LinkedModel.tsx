import { useEffect } from 'react';
import { parseAddress } from '../../../package/address.ts';
import type { SharedSettings } from '../../../share/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { useModel } from '../../state/model.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { chooseModel, storeUrl } from '../../state/chosen.ts';
import { hostOf, lookAt, refreshModels } from '../models.ts';
import { useModels } from '../models-state.ts';
import styles from './ModelCard.module.css';
import { sourceWords } from './ModelWords.tsx';

/**
 * A link's model that is not the open one: one press away where it is installed; else it says where it would come
 * from, and asks there only when a person agrees.
 */
export function LinkedModel({ settings: { model, from } }: { settings: SharedSettings }) {
  const { store } = usePageServices();
  const open = useModel();
  const state = useModels((models) => models.state);
  const differs = model !== undefined && open.kind === 'open' && open.model.manifest.id !== model;
  useEffect(() => {
    if (differs) void refreshModels(store);
  }, [differs, store]);
  if (!differs || state === null) return null;
  const words = texts.models.ask;
  const here = state.packages.find(({ manifest, complete }) => complete && manifest.id === model);
  if (here) {
    return (
      <div>
        <Button onClick={() => chooseModel(storeUrl(here.key))}>
          {words.use(here.manifest.name)}
        </Button>
      </div>
    );
  }
  const address = from === undefined ? null : parseAddress(from, location.href);
  if (address === null) return null;
  return (
    <div>
      <p className={styles.line}>
        {words.text} {sourceWords(address)}
      </p>
      <Button
        onClick={() => {
          showView('models');
          void lookAt(store, { address });
        }}
      >
        {words.look(hostOf(address))}
      </Button>
    </div>
  );
}
