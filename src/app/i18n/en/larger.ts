/** Pictures that are painted larger than they were composed. */
export const larger = {
  /** `scale`: `1.5`. */
  larger: (scale: string) => `${scale}× larger`,
  help: (width: number, height: number) =>
    `Paint the same composition at ${width} × ${height} pixels, with more detail`,
  queued: 'The larger picture is in the queue.',
  size: (whole: string, composed: string) => `${whole}, composed at ${composed}`,
  composed: (scale: string) =>
    `This picture was painted ${scale} times larger than it was composed. The form has the size it was composed at.`,
};
