import type { Remedy } from '../../lib/run/failure.ts';
import { stagesOf } from '../../lib/settings/presets.ts';
import { resetStages, setSize, useForm } from '../../state/form.ts';
import { builtinUrl, chooseModel } from '../../state/chosen.ts';
import { retry } from './generate.ts';
import { openModel, useModel } from '../../state/model.ts';
import { showView } from '../../state/view.ts';

/** Does what an error offers; the picture that failed is painted again wherever that is possible. */
export async function remedy(chosen: Remedy): Promise<void> {
  switch (chosen.kind) {
    case 'retry':
      return retry();
    case 'smaller':
      // The form follows, or the next picture would fail like this one.
      setSize(chosen.size);
      return retry(chosen.size);
    case 'cpu':
      await openModel('wasm');
      return retry();
    case 'defaults':
      return retry(backToDefaults());
    case 'pictures':
      return showView('pictures');
    case 'reload':
      return location.reload();
    case 'builtin':
      if (new URL(location.href).searchParams.has('model')) {
        return location.assign(addressWithout('model'));
      }
      chooseModel(builtinUrl());
      return retry();
    case 'secure':
      return location.assign(location.href.replace(/^http:/, 'https:'));
  }
}

function backToDefaults() {
  resetStages();
  useForm.setState({ width: '', height: '' });
  const model = useModel.getState();
  if (model.kind !== 'open') return {};
  const { manifest } = model.model;
  const { geometry } = manifest;
  return {
    width: geometry.defaultWidth,
    height: geometry.defaultHeight,
    ...stagesOf(useForm.getState(), manifest),
  };
}

function addressWithout(parameter: string): string {
  const address = new URL(location.href);
  address.searchParams.delete(parameter);
  return address.href;
}
