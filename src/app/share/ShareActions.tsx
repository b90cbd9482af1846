import { useEffect, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { IconLabel } from '../ui/IconLabel.tsx';
import { CheckIcon, CopyIcon, LinkIcon } from '../ui/icons.tsx';
import { announce } from '../state/announcer.ts';
import { useModel } from '../state/model.ts';
import type { Picture } from '../state/shown-picture.ts';
import { texts } from '../i18n/texts.ts';
import { addressOf } from './address.ts';
import { copyPng, copyText } from '../ui/clipboard.ts';
import { CopyDialog } from './CopyDialog.tsx';
import { SendButton } from './SendButton.tsx';
import styles from './ShareActions.module.css';
import { publicAddressOf } from '../models/public.ts';

const CONFIRMED_MS = 2500;

/** Link and pixels of a picture, for other people and other programs. */
export function ShareActions({
  picture,
  look = 'plain',
}: {
  picture: Picture;
  look?: 'plain' | 'tool';
}) {
  const model = useModel();
  const [copied, setCopied] = useState<'link' | 'picture' | null>(null);
  const [byHand, setByHand] = useState<'link' | 'picture' | null>(null);
  /** The picture of which the link was copied though it says less than all. */
  const [incomplete, setIncomplete] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const manifest = model.kind === 'open' ? model.model.manifest : null;
  const link = () => addressOf(picture, location.href, manifest, publicAddressOf(picture.modelId));
  const { copyLink, linkCopied, copyPicture, pictureCopied } = texts.share;
  const remark = picture.request.start === undefined ? null : texts.start.linkNeeds;
  const confirm = (what: 'link' | 'picture', done: boolean) => {
    setCopied(done ? what : null);
    setByHand(done ? null : what);
    const isIncomplete = what === 'link' && remark !== null;
    setIncomplete(done && isIncomplete ? picture.id : null);
    if (!done) return;
    if (isIncomplete) announce(`${linkCopied}. ${remark}`);
    else announce(what === 'link' ? linkCopied : pictureCopied);
  };
  return (
    <div className={styles.actions} data-look={look} role="group" aria-label={texts.share.label}>
      <Button
        look={look}
        title={copyLink}
        onClick={() => void copyText(link()).then((done) => confirm('link', done))}
      >
        <IconLabel icon={copied === 'link' ? <CheckIcon /> : <LinkIcon />}>
          {copied === 'link' ? linkCopied : copyLink}
        </IconLabel>
      </Button>
      <Button
        look={look}
        title={copyPicture}
        onClick={() => void copyPng(picture.blob).then((done) => confirm('picture', done))}
      >
        <IconLabel icon={copied === 'picture' ? <CheckIcon /> : <CopyIcon />}>
          {copied === 'picture' ? pictureCopied : copyPicture}
        </IconLabel>
      </Button>
      <SendButton picture={picture} link={link} look={look} onFail={() => setByHand('link')} />
      {byHand !== null && (
        <CopyDialog
          what={byHand}
          picture={picture}
          link={link()}
          remark={byHand === 'link' ? remark : null}
          onClose={() => setByHand(null)}
        />
      )}
      {incomplete === picture.id && <p className={styles.remark}>{remark}</p>}
    </div>
  );
}
