import { useRef } from 'react';
import { Button } from '../../ui/Button.tsx';

interface Props {
  text: string;
  /** Of the file field behind the button. */
  label: string;
  onChoose: (files: FileList | null) => void;
}

/** Lets a folder of this machine be chosen. */
export function FolderButton({ text, label, onChoose }: Props) {
  const folder = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => folder.current?.click()}>{text}</Button>
      <input
        ref={folder}
        className="visually-hidden"
        type="file"
        aria-label={label}
        tabIndex={-1}
        multiple
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          onChoose(event.target.files);
          // The same folder can be chosen again after it was put right.
          event.target.value = '';
        }}
      />
    </>
  );
}
