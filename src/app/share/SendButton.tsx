import { useMemo } from 'react';
import { Button } from '../ui/Button.tsx';
import { IconLabel } from '../ui/IconLabel.tsx';
import { ShareIcon } from '../ui/icons.tsx';
import { pictureFileName } from '../i18n/format.ts';
import type { Picture } from '../state/shown-picture.ts';
import { texts } from '../i18n/texts.ts';

/** The device's own share sheet, with file and link, where there is one that takes both. */
export function SendButton({
  picture,
  link,
  look,
  onFail,
}: {
  picture: Picture;
  link: () => string;
  look: 'plain' | 'tool';
  onFail: () => void;
}) {
  const { blob, request } = picture;
  const files = useMemo(() => {
    const name = pictureFileName(request.prompt, request.seed);
    return [new File([blob], name, { type: 'image/png' })];
  }, [blob, request]);
  const parcel = () => ({ files, title: request.prompt, url: link() });
  // TypeScript's types hide that many browsers cannot share.
  const { canShare } = navigator as Partial<Navigator>;
  if (canShare?.call(navigator, parcel()) !== true) return null;
  const send = async () => {
    try {
      await navigator.share(parcel());
    } catch (error) {
      // Closing the sheet is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) onFail();
    }
  };
  return (
    <Button look={look} title={texts.share.send} onClick={() => void send()}>
      <IconLabel icon={<ShareIcon />}>{texts.share.send}</IconLabel>
    </Button>
  );
}
