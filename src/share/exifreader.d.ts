/**
 * Of ExifReader, what is used of it. Its own types bring in Node's, which the page and its workers do not have.
 */
declare const ExifReader: {
  /** @throws an error where a file has no metadata, or its metadata is damaged */
  loadView(
    view: DataView,
    options: { expanded: true; includeTags: { exif: readonly string[] } },
  ): { exif?: Record<string, { value?: unknown } | undefined> };
};
export default ExifReader;
