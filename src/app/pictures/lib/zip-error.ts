/** What is wrong with a zip, for the `detail` of a message; people are told that it is damaged. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}
