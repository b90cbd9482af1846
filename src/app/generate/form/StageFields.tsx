import { SCHEDULES, type SamplingDefaults } from '../../../package/manifest.ts';
import { formatDecimal } from '../../i18n/format.ts';
import { resolveStage } from '../../lib/settings/stage-settings.ts';
import { overrideStage, useForm } from '../../state/form.ts';
import { texts } from '../../i18n/texts.ts';
import { ChoiceField } from '../../ui/ChoiceField.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { SliderField } from '../../ui/SliderField.tsx';

const GUIDANCE_STEP = 0.5;

/** How one diffusion stage samples, starting from the model's own defaults. */
export function StageFields({
  stage,
  legend,
  sampling,
}: {
  stage: 'prior' | 'decoder';
  legend: string;
  sampling: SamplingDefaults;
}) {
  const settings = resolveStage(
    useForm((form) => form[stage]),
    sampling,
  );
  const schedules =
    // The authors' list was made for Stage C; Stage B offers it only to models that ask for it.
    SCHEDULES.filter((it) => it !== 'authors' || stage === 'prior' || sampling.schedule === it);
  return (
    <fieldset className={fieldStyles.group}>
      <legend className={fieldStyles.label}>{legend}</legend>
      {settings.schedule !== 'authors' && (
        <SliderField
          label={texts.advanced.steps}
          min={1}
          max={sampling.maxSteps}
          step={1}
          value={settings.steps}
          shown={String(settings.steps)}
          onChange={(steps) => overrideStage(stage, { steps })}
        />
      )}
      <SliderField
        label={texts.advanced.guidance}
        min={1}
        max={Math.max(1, sampling.maxGuidance)}
        step={GUIDANCE_STEP}
        value={settings.guidance}
        shown={
          settings.guidance > 1 ? formatDecimal(settings.guidance, 1) : texts.advanced.guidanceOff
        }
        onChange={(guidance) => overrideStage(stage, { guidance })}
      />
      {schedules.length > 1 && (
        <ChoiceField
          label={texts.advanced.schedule}
          value={settings.schedule}
          options={schedules.map((value) => ({ value, label: texts.advanced.schedules[value] }))}
          onChange={(schedule) => overrideStage(stage, { schedule })}
        />
      )}
      {sampling.solvers.length > 1 && (
        <ChoiceField
          label={texts.advanced.solver}
          value={settings.solver}
          options={sampling.solvers.map((value) => ({
            value,
            label: texts.advanced.solvers[value],
          }))}
          onChange={(solver) => overrideStage(stage, { solver })}
        />
      )}
    </fieldset>
  );
}
