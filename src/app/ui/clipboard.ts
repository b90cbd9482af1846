/** True if the browser let the page copy; asked for from a click, as browsers demand. */
export async function copyText(text: string): Promise<boolean> {
  return attempt(() => navigator.clipboard.writeText(text));
}

/** Chromium keeps such a form byte by byte, for programs that ask for it. */
const INTACT = 'web image/png';

/** The same for a PNG file. Browsers write `image/png` anew, which costs it its settings. */
export async function copyPng(png: Blob): Promise<boolean> {
  return attempt(() => {
    const intact = supports(INTACT) ? { [INTACT]: png } : {};
    return navigator.clipboard.write([new ClipboardItem({ 'image/png': png, ...intact })]);
  });
}

function supports(type: string): boolean {
  // TypeScript's types hide that older browsers have no such question.
  return (ClipboardItem as Partial<typeof ClipboardItem>).supports?.(type) === true;
}

/** An insecure address has no clipboard, an old browser no ClipboardItem, and a person may say no. */
async function attempt(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}
