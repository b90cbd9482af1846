import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preview } from 'vite';
import { german } from '../src/app/i18n/de.ts';
import { english, type Texts } from '../src/app/i18n/en.ts';
import { launchOptions } from './chromium.ts';
import { STATES, type State } from './contact-states.ts';
import { AppPage } from './pages/app-page.ts';

/**
 * `npm run screens [-- --out FOLDER] [STATE ...]`: screenshots of every page and state of the built app, in six window
 * sizes, light and dark, English and German, and one contact sheet a state and language. To be looked at before
 * anything visible is called done; the folder (default `.cache/screens`) stays out of git.
 */

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 844, height: 390 },
  { width: 390, height: 844 },
  { width: 320, height: 568 },
] as const;
const SCHEMES = ['light', 'dark'] as const;
const LANGUAGES = [
  { language: 'en', locale: 'en-US', words: english },
  { language: 'de', locale: 'de-DE', words: german },
] as const;
const PORT = 4394;
/** Height of a screenshot on its sheet, in CSS pixels. */
const TILE = 360;
/** What moves has come to rest. */
const SETTLE_MS = 350;

interface Shot {
  label: string;
  png: Buffer;
}

/** The state in every size and scheme. */
async function photograph(page: Page, folder: string, name: string): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.waitForTimeout(SETTLE_MS);
      const label = `${size.width}x${size.height}-${colorScheme}`;
      const png = await page.screenshot();
      await writeFile(join(folder, `${name}-${label}.png`), png);
      shots.push({ label, png });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return shots;
}

async function writeSheet(context: BrowserContext, path: string, shots: Shot[]): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1900, height: 800 });
  const figures = shots.map(
    ({ label, png }) =>
      `<figure><img height="${TILE}" src="data:image/png;base64,${png.toString('base64')}"><figcaption>${label}</figcaption></figure>`,
  );
  await page.setContent(
    `<!doctype html><style>
      body { margin: 8px; display: flex; flex-wrap: wrap; gap: 8px; background: #888; font: 12px sans-serif; }
      figure { margin: 0; }
    </style>${figures.join('')}`,
  );
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await page.screenshot({ path, fullPage: true });
  await page.close();
}

async function take(
  browser: Browser,
  folder: string,
  state: State,
  of: (typeof LANGUAGES)[number],
) {
  const { language, locale } = of;
  const words: Texts = of.words;
  const context = await browser.newContext({
    ...{ baseURL: `http://localhost:${PORT}`, locale, viewport: SIZES[1] },
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    await state.enter(new AppPage(page, words));
    const shots = await photograph(page, folder, `${language}-${state.name}`);
    await writeSheet(context, join(folder, `sheet-${language}-${state.name}.png`), shots);
  } finally {
    await context.close();
  }
}

function chosenStates(names: readonly string[]): readonly State[] {
  const unknown = names.filter((name) => !STATES.some((state) => state.name === name));
  if (unknown.length > 0) {
    const known = STATES.map(({ name }) => name).join(', ');
    throw new Error(`Expected states among ${known}; got ${unknown.join(', ')}.`);
  }
  return names.length === 0 ? STATES : STATES.filter(({ name }) => names.includes(name));
}

const words = process.argv.slice(2);
const at = words.indexOf('--out');
const [, out = '.cache/screens'] = at === -1 ? [] : words.splice(at, 2);
const states = chosenStates(words);
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const server = await preview({ preview: { port: PORT } });
const browser = await chromium.launch(launchOptions());
try {
  for (const state of states) {
    for (const language of LANGUAGES) {
      await take(browser, out, state, language);
      console.log(`sheet-${language.language}-${state.name}.png`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}
