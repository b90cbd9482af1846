export type PngFault =
  /** It does not begin like a PNG. */
  | 'not-png'
  /** It ends too early. */
  | 'truncated'
  /** Something in it is not what its checksum, or the specification, says. */
  | 'damaged'
  /** Its text is longer than anyone writes by hand. */
  | 'too-long';

/** The one error of everything that reads PNG files. */
export class PngError extends Error {
  readonly fault: PngFault;
  constructor(fault: PngFault, message: string) {
    super(message);
    this.name = 'PngError';
    this.fault = fault;
  }
}
