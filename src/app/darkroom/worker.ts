import { develop, type Exposure, type Print } from './develop.ts';

/** The module worker in which pictures become files: encoding one would hold up the page. */

export interface ToDarkroom {
  id: number;
  exposure: Exposure;
}

/** Null: it could not be done here. */
export interface FromDarkroom {
  id: number;
  print: Print | null;
}

self.onmessage = ({ data: { id, exposure } }: MessageEvent<ToDarkroom>) => {
  const answer = (print: Print | null) => self.postMessage({ id, print } satisfies FromDarkroom);
  develop(exposure).then(answer, () => answer(null));
};
