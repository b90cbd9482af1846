import { useDeferredValue } from 'react';
import { PRESETS } from '../../../package/manifest.ts';
import { formatDuration } from '../../i18n/format.ts';
import { presetOf, requestWith } from '../../lib/settings/presets.ts';
import { choosePreset, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { expectedMs, useStageTimings } from '../../state/stage-timings.ts';
import { texts } from '../../i18n/texts.ts';
import segments from '../../ui/segments.module.css';

/** How much work the picture may be, with the time that each choice takes on this machine. */
export function PresetField() {
  const model = useDeferredValue(useModel());
  const form = useForm();
  // What the pictures so far took: with each of them the times are known better.
  useStageTimings();
  if (model.kind === 'opening') return <div className={segments.skeleton} />;
  if (model.kind !== 'open') return null;
  const { manifest } = model.model;
  if (manifest.presets === undefined) return null;
  const chosen = presetOf(form, manifest);
  return (
    <div className={segments.segments} role="radiogroup" aria-label={texts.presets.label}>
      {PRESETS.map((preset) => {
        const request = requestWith(preset, form, manifest);
        const ms = request && expectedMs([request]);
        return (
          <label key={preset} className={segments.segment} title={texts.presets.help[preset]}>
            <input
              type="radio"
              name="preset"
              checked={preset === chosen}
              onChange={() => choosePreset(preset)}
            />
            {texts.presets.names[preset]}
            {ms !== null && <small>{texts.presets.time(formatDuration(ms))}</small>}
          </label>
        );
      })}
    </div>
  );
}
