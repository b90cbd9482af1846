import { useEffect, useState } from 'react';

/**
 * Whether a press can open the camera: browsers on phones and tablets do that for `<input capture>`, others show the
 * same file chooser once more. Nobody is asked for anything: that there is a camera is told without a permission.
 */
export function useHasCamera(): boolean {
  const [hasCamera, setHasCamera] = useState(false);
  useEffect(() => {
    let isWanted = true;
    void findCamera().then((found) => {
      if (isWanted) setHasCamera(found);
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return hasCamera;
}

async function findCamera(): Promise<boolean> {
  // The types say that pages without HTTPS have it, too.
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (!matchMedia('(pointer: coarse)').matches || mediaDevices === undefined) return false;
  try {
    const devices = await mediaDevices.enumerateDevices();
    return devices.some(({ kind }) => kind === 'videoinput');
  } catch {
    return false;
  }
}
