import { useEffect, useState } from 'react';
import { readFile } from '../store/gallery.ts';
import { readStart } from '../store/starts.ts';

interface KeptFile {
  blob: Blob;
  /** Object URL of `blob`, let go of with the component or with the next picture. */
  url: string;
}

/**
 * The file of a picture: null until it is read, `missing` if it is gone.
 * @param id of the picture; of a start picture its SHA-256
 */
export function useKeptFile(
  kind: 'png' | 'thumbnail' | 'start',
  id: string,
): KeptFile | 'missing' | null {
  const [read, setRead] = useState<{ id: string; file: KeptFile | 'missing' } | null>(null);
  useEffect(() => {
    let isWanted = true;
    let url: string | null = null;
    const reading = kind === 'start' ? readStart(id) : readFile(kind, id);
    void reading.then((blob) => {
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
