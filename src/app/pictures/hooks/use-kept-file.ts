import { useEffect, useState } from 'react';
import { readFile } from '../store/gallery.ts';

interface KeptFile {
  blob: Blob;
  /** Object URL of `blob`, let go of with the component or with the next picture. */
  url: string;
}

/** The file of a picture: null until it is read, `missing` if it is gone. */
export function useKeptFile(kind: 'png' | 'thumbnail', id: string): KeptFile | 'missing' | null {
  const [read, setRead] = useState<{ id: string; file: KeptFile | 'missing' } | null>(null);
  useEffect(() => {
    let isWanted = true;
    let url: string | null = null;
    void readFile(kind, id).then((blob) => {
      if (!isWanted) return;
      if (blob === null) return setRead({ id, file: 'missing' });
      url = URL.createObjectURL(blob);
      setRead({ id, file: { blob, url } });
    });
    return () => {
      isWanted = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [kind, id]);
  return read !== null && read.id === id ? read.file : null;
}
