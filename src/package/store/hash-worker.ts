import { newSha256 } from './hash.ts';
import type { FromHasher, ToHasher } from './hash-messages.ts';

/** A thread that hashes, so that fetching and writing go on meanwhile. */

const hasher = newSha256();
let last: Promise<unknown> = hasher;

async function receive(message: ToHasher): Promise<FromHasher | null> {
  const hash = await hasher;
  switch (message.kind) {
    case 'reset':
      hash.reset();
      return null;
    case 'update': {
      const { length } = message.bytes;
      await hash.update(message.bytes);
      return { kind: 'updated', bytes: length };
    }
    case 'digest':
      return { kind: 'digest', hex: await hash.digest() };
  }
}

self.onmessage = ({ data }: MessageEvent<ToHasher>) => {
  last = last.then(async () => {
    const answer = await receive(data);
    if (answer) self.postMessage(answer);
  });
};
