import { useDeferredValue } from 'react';
import { ChoiceField } from '../../ui/ChoiceField.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { useModel } from '../../state/model.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { builtinUrl, chooseModel, keyOf, storeUrl, useChosen } from '../../state/chosen.ts';
import { PUBLISHED_SECTION } from '../conversion/published.ts';
import { refreshModels } from '../models.ts';
import { useModels } from '../models-state.ts';
import { distinctPackages } from '../same-package.ts';

const GET = 'get';
const MORE = 'more';

/** The model that paints, the others on this device, and the way to the published one. */
export function ModelField() {
  const { store } = usePageServices();
  const model = useDeferredValue(useModel());
  const url = useChosen((state) => state.url);
  const packages = useModels(({ state }) => state?.packages);
  if (model.kind !== 'open' || url === null) return null;
  const words = texts.conversion.menu;
  const installed = (packages ?? []).filter(({ complete }) => complete);
  const options = distinctPackages(installed, [keyOf(url)]).map(({ stored }) => ({
    value: storeUrl(stored.key),
    label: `${stored.manifest.name} (${stored.manifest.precision})`,
  }));
  const isBuiltin = url === builtinUrl();
  if (!isBuiltin && !options.some(({ value }) => value === url)) {
    options.unshift({ value: url, label: model.model.manifest.name });
  }
  const choose = (value: string) => {
    if (value !== GET && value !== MORE) return chooseModel(value);
    showView('models', value === GET ? PUBLISHED_SECTION : undefined);
  };
  return (
    // The store's worker is started only for whoever wants to know what it has.
    <div onFocus={() => void refreshModels(store)} onPointerEnter={() => void refreshModels(store)}>
      <ChoiceField
        label={words.label}
        value={url}
        options={[
          {
            value: builtinUrl(),
            label: isBuiltin
              ? words.builtin(model.model.manifest.name)
              : texts.models.builtin.title,
          },
          ...options,
          { value: GET, label: words.get },
          { value: MORE, label: words.more },
        ]}
        onChange={choose}
      />
    </div>
  );
}
