import { useEffect, useRef } from 'react';
import type { Bitmap } from '../../../../protocol/engine.ts';
import { extended } from './extend.ts';
import { frameOf, isExtended, type Margins } from './margins.ts';

/** Over what the margins begin with: that they are painted anew. */
const TINT = 'rgb(226 0 122 / 45%)';

/** What lies around the picture when it is extended. */
export function MarginCanvas({ bitmap, margins }: { bitmap: Bitmap; margins: Margins }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = frameOf(bitmap, margins);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !isExtended(margins)) return;
    context.putImageData(new ImageData(extended(bitmap, margins).rgba, width, height), 0, 0);
    context.fillStyle = TINT;
    context.fillRect(0, 0, width, height);
  }, [bitmap, margins, width, height]);
  return isExtended(margins) && <canvas ref={canvas} width={width} height={height} />;
}
