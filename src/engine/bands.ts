/**
 * What every WebGPU device binds; cards usually offer 1 to 4 GiB. Stage A works in bands of rows whose largest tensor
 * has no more: whole, a picture of 1024 x 1024 would need more memory there than in all other stages.
 */
export const BINDING_BYTES = 2 ** 27;

/** Latent rows [from, to) that a network is given, and those among them whose result is kept. */
export interface Band {
  from: number;
  to: number;
  keepFrom: number;
  keepTo: number;
}

/**
 * Divides rows among runs that each see at most `mostRows`. Each sees `halo` rows beyond those that it keeps,
 * so the runs together compute what one run would.
 * @param multiple every border lies at one, as the network wants
 * @returns as few bands as fit; where the halo leaves no room for that, as many as keep more than they repeat
 */
export function bandsOf(rows: number, halo: number, multiple: number, mostRows: number): Band[] {
  const up = (value: number) => Math.ceil(value / multiple) * multiple;
  const around = up(halo);
  const divide = (keep: number): Band[] => {
    const starts = Array.from({ length: Math.ceil(rows / keep) }, (_, i) => i * keep);
    return starts.map((keepFrom) => {
      const keepTo = Math.min(rows, keepFrom + keep);
      return {
        from: Math.max(0, keepFrom - around),
        to: Math.min(rows, keepTo + around),
        keepFrom,
        keepTo,
      };
    });
  };
  const tallest = (bands: Band[]) => Math.max(...bands.map(({ from, to }) => to - from));
  const least = Math.max(multiple, 2 * around);
  let bands = divide(rows);
  for (let count = 2; tallest(bands) > mostRows && up(rows / count) >= least; count++) {
    bands = divide(up(rows / count));
  }
  return bands;
}
