import { Button } from '../../ui/Button.tsx';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { BrushIcon, StartIcon, VariationsIcon } from '../../ui/icons.tsx';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import { editPart } from '../draw/edit-part.ts';
import { startFromPicture } from './start.ts';
import { useCanStart } from './use-can-start.ts';
import { paintVariations } from './variations.ts';

/** What can be painted from a picture; nothing where the open model knows words only. */
export function StartButtons({ picture, look }: { picture: Picture; look: 'plain' | 'tool' }) {
  if (!useCanStart()) return null;
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
