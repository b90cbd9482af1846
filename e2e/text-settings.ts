import type { CDPSession, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';

/** Fonts that come with the tests, so that results do not depend on the fonts of the machine. */
const FONTS = {
  'Noto Sans': {
    400: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2'),
    700: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2'),
  },
  // Much wider than the fonts people read in: every letter has the width of an m.
  'Roboto Mono': {
    400: import.meta.resolve('@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2'),
    700: import.meta.resolve('@fontsource/roboto-mono/files/roboto-mono-latin-700-normal.woff2'),
  },
};

/** Chromium's default font sizes. */
const DEFAULT_PX = 16;
const DEFAULT_MONOSPACE_PX = 13;

/** The font and the text size that a visitor's browser is set to. */
export interface TextSettings {
  /** Null: whatever the machine has. */
  font: keyof typeof FONTS | null;
  /** Of the browser's default size. */
  percent: number;
}

export const USUAL: TextSettings = { font: null, percent: 100 };
export const NOTO: TextSettings = { font: 'Noto Sans', percent: 100 };
export const MONO: TextSettings = { font: 'Roboto Mono', percent: 100 };
export const LARGE: TextSettings = { font: 'Noto Sans', percent: 200 };
export const LARGE_MONO: TextSettings = { font: 'Roboto Mono', percent: 200 };

export function describeText({ font, percent }: TextSettings): string {
  return `${font ?? 'the usual font'} at ${percent} %`;
}

/** One per page, kept open: the font size that a session sets is undone when the session ends. */
const sessions = new WeakMap<Page, Promise<CDPSession>>();

/**
 * Shows the page in another font and text size, until it is reloaded or its window is resized.
 * @throws if a font does not load, or if the page's own styles keep the text smaller
 */
export async function applyText(page: Page, { font, percent }: TextSettings): Promise<void> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  const sizePx = (DEFAULT_PX * percent) / 100;
  await (
    await session
  ).send('Page.setFontSizes', {
    fontSizes: { standard: sizePx, fixed: (DEFAULT_MONOSPACE_PX * percent) / 100 },
  });
  const faces = font === null ? [] : await readFaces(FONTS[font]);
  await page.evaluate(
    async ({ font, faces, sizePx }) => {
      // The page's content security policy allows no foreign fonts and style sheets, but objects made here.
      const sheet = new CSSStyleSheet();
      if (font !== null) {
        for (const { weight, base64 } of faces) {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          document.fonts.add(await new FontFace(font, bytes, { weight }).load());
        }
        sheet.insertRule(
          `*, ::before, ::after, ::placeholder { font-family: '${font}' !important }`,
        );
      }
      document.adoptedStyleSheets = [sheet];
      const { fontFamily } = getComputedStyle(document.body);
      if (font !== null && !fontFamily.includes(font)) {
        throw new Error(`Expected text in ${font}; it is in ${fontFamily}.`);
      }
      const rootPx = parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (rootPx < sizePx) {
        throw new Error(`Expected text of at least ${sizePx} px; the page's is ${rootPx} px.`);
      }
      // Lets observers of sizes react.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    },
    { font, faces, sizePx },
  );
}

async function readFaces(
  files: Record<string, string>,
): Promise<{ weight: string; base64: string }[]> {
  return Promise.all(
    Object.entries(files).map(async ([weight, url]) => {
      const bytes = await readFile(new URL(url));
      return { weight, base64: bytes.toString('base64') };
    }),
  );
}
