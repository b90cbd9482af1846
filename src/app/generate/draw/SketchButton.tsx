import { openDrawing } from '../../state/overlay.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';

/** The way to draw a picture to start from, or on the one that is there. */
export function SketchButton({
  onPicture = false,
  look = 'quiet',
}: {
  onPicture?: boolean;
  look?: 'quiet' | 'plain';
}) {
  const { drawSketch, sketchHelp, drawOnIt, drawOnHelp } = texts.draw;
  return (
    <Button
      look={look}
      title={onPicture ? drawOnHelp : sketchHelp}
      onClick={() => openDrawing('sketch')}
    >
      {onPicture ? drawOnIt : drawSketch}
    </Button>
  );
}
