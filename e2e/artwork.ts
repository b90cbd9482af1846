import { chromium, type Browser, type Page } from '@playwright/test';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { preview } from 'vite';
import { webManifest } from '../web-manifest.ts';
import { paintSamples } from './artwork-samples.ts';
import { launchOptions } from './chromium.ts';
import { AppPage } from './pages/app-page.ts';

/**
 * `npm run artwork [-- icons|samples|screenshots]`: renders what the web app manifest names from the logo,
 * and from the built page with the built-in model; paints the samples of the empty page. The files are
 * committed. Run `npm run build` before the screenshots, and after the samples: the page holds them.
 */

const PAPER = '#f5f3f0';
const MUSTARD = '#f3b61f';

/** A sausage on a plate; masks cut away what lies outside of the middle 80 %, which the plate fills. */
interface Icon {
  file: string;
  side: number;
  /** Part of the side; 0 leaves the corners to whoever shows the icon. */
  radius: number;
}

const ICONS: readonly Icon[] = [
  { file: 'icon-192.png', side: 192, radius: 0.22 },
  { file: 'icon-512.png', side: 512, radius: 0.22 },
  { file: 'maskable-512.png', side: 512, radius: 0 },
  { file: 'apple-touch-180.png', side: 180, radius: 0 },
];

const PROMPT = 'two pines in the mountains at dawn';
const SEED = '1';
const PAINTING_MS = 15 * 60_000;

const SHOTS = [
  { file: 'wide.png', width: 1280, height: 800 },
  { file: 'narrow.png', width: 390, height: 844 },
] as const;

async function drawIcons(browser: Browser): Promise<void> {
  const folder = 'public/icons';
  await mkdir(folder, { recursive: true });
  const logo = (await readFile('public/favicon.svg')).toString('base64');
  const page = await browser.newPage();
  for (const { file, side, radius } of ICONS) {
    await page.setViewportSize({ width: side, height: side });
    await page.setContent(`<!doctype html><style>
      body { margin: 0; }
      div { display: grid; place-items: center; }
      .table { height: 100vh; border-radius: ${radius * 100}%; background: ${MUSTARD}; }
      .plate { width: 80vw; height: 80vw; border-radius: 50%; background: ${PAPER}; }
      img { width: 68vw; }
    </style><div class="table"><div class="plate">
      <img src="data:image/svg+xml;base64,${logo}">
    </div></div>`);
    await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    await writeFile(`${folder}/${file}`, await page.screenshot({ omitBackground: radius > 0 }));
  }
  await page.close();
}

async function takeScreenshots(browser: Browser): Promise<void> {
  const folder = 'public/screenshots';
  await mkdir(folder, { recursive: true });
  const server = await preview({ preview: { port: 4391 } });
  try {
    const page = await browser.newPage({ baseURL: 'http://localhost:4391' });
    await page.setViewportSize(SHOTS[0]);
    await paint(new AppPage(page));
    for (const { file, ...size } of SHOTS) {
      await page.setViewportSize(size);
      await settle(page);
      await writeFile(`${folder}/${file}`, await page.screenshot());
    }
  } finally {
    await server.close();
  }
}

async function paint(app: AppPage): Promise<void> {
  await app.enter();
  await app.modelIsOpen();
  await app.keepSeed(SEED);
  await app.paint(PROMPT, PAINTING_MS);
}

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(1000);
}

/** The manifest must not name what is not drawn here. */
function assertComplete(): void {
  const named = [...(webManifest.icons ?? []), ...(webManifest.screenshots ?? [])];
  const drawn: string[] = [...ICONS, ...SHOTS].map(({ file }) => file);
  for (const { src } of named) {
    const file = src.slice(src.lastIndexOf('/') + 1);
    if (!drawn.includes(file)) throw new Error(`The manifest names ${src}, which is not drawn.`);
  }
}

const PARTS = { icons: drawIcons, samples: paintSamples, screenshots: takeScreenshots };

function partsOf(only: string | undefined): ((browser: Browser) => Promise<void>)[] {
  const parts = Object.entries(PARTS).filter(([name]) => only === undefined || name === only);
  if (parts.length > 0) return parts.map(([, draw]) => draw);
  throw new Error(`Expected one of ${Object.keys(PARTS).join(', ')}, or nothing, not “${only}”.`);
}

const parts = partsOf(process.argv[2]);
assertComplete();
const browser = await chromium.launch(launchOptions());
try {
  for (const draw of parts) await draw(browser);
} finally {
  await browser.close();
}
