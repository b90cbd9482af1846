/**
 * How browsers and ONNX Runtime say that a script or a WebAssembly file of the app could not be fetched, in Chromium's,
 * Firefox', Safari's and its own words.
 */
const NOT_FETCHED =
  /dynamically imported module|Importing a module script failed|fetching of the wasm failed|HTTP status code is not ok|Response has unsupported MIME type/i;

/**
 * Whether a message is about a part of the app that is not there any more: names of files change with every version, and a
 * page that was opened before asks for those of its own.
 */
export function isPartMissing(message: string): boolean {
  return NOT_FETCHED.test(message);
}
