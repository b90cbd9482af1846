import { Button } from '../../ui/Button.tsx';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { BrushIcon, ExpandIcon, StartIcon, VariationsIcon } from '../../ui/icons.tsx';
import { formatDecimal } from '../../i18n/format.ts';
import { isBuiltinModel } from '../../lib/scope.ts';
import { useChosen } from '../../state/chosen.ts';
import { useModel } from '../../state/model.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import { editPart } from '../draw/edit-part.ts';
import { largerOrders, paintLarger } from './larger.ts';
import { startFromPicture } from './start.ts';
import { useCanStart } from './use-can-start.ts';
import { paintVariations } from './variations.ts';

interface ButtonsProps {
  picture: Picture;
  look: 'plain' | 'tool';
}

/** What can be painted from a picture: larger ones of the same, and others that start from it. */
export function StartButtons(props: ButtonsProps) {
  const canStart = useCanStart();
  return (
    <>
      <LargerButtons {...props} />
      {canStart && <OtherPictures {...props} />}
    </>
  );
}

/** For models that draw more at a larger size; the built-in one, which knows one proportion of its latents only, smears. */
function LargerButtons({ picture, look }: ButtonsProps) {
  const model = useModel();
  const isBuiltin = useChosen(({ url }) => isBuiltinModel(url));
  if (model.kind !== 'open' || isBuiltin) return null;
  const { larger, help } = texts.larger;
  return largerOrders(picture, model.model.manifest).map((order) => {
    const { scale, width, height } = order;
    const title = help(width, height);
    return (
      <Button key={scale} look={look} title={title} onClick={() => void paintLarger(order)}>
        <IconLabel icon={<ExpandIcon />}>
          {larger(formatDecimal(scale, scale % 1 ? 1 : 0))}
        </IconLabel>
      </Button>
    );
  });
}

function OtherPictures({ picture, look }: ButtonsProps) {
  const { use, variations, variationsHelp } = texts.start;
  return (
    <>
      <Button look={look} title={use} onClick={() => void startFromPicture(picture)}>
        <IconLabel icon={<StartIcon />}>{use}</IconLabel>
      </Button>
      <Button look={look} title={texts.draw.editHelp} onClick={() => void editPart(picture)}>
        <IconLabel icon={<BrushIcon />}>{texts.draw.edit}</IconLabel>
      </Button>
      <Button look={look} title={variationsHelp} onClick={() => void paintVariations(picture)}>
        <IconLabel icon={<VariationsIcon />}>{variations}</IconLabel>
      </Button>
    </>
  );
}
