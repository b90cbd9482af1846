import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { texts } from '../../i18n/texts.ts';

interface Props {
  label: string;
  name: string;
  onDelete: () => void;
}

/** Gigabytes are not fetched again in a moment: deleting asks once. */
export function DeleteButton({ label, name, onDelete }: Props) {
  const [asking, setAsking] = useState(false);
  const { actions, sure } = texts.models;
  if (!asking) {
    return <Button onClick={() => setAsking(true)}>{label}</Button>;
  }
  return (
    <>
      <span role="alert">{sure(name)}</span>
      <Button autoFocus onClick={onDelete}>
        {actions.removeSurely}
      </Button>
      <Button onClick={() => setAsking(false)}>{actions.keep}</Button>
    </>
  );
}
