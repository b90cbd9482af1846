/** A browser and its system, as far as they tell. */
export interface BrowserName {
  browser: string;
  system: string;
}

/** What `navigator` offers to tell; Chromium's lists are shorter and truer than its user agent. */
export interface BrowserClues {
  userAgent: string;
  userAgentData?: {
    platform: string;
    brands: readonly { brand: string; version: string }[];
  };
}

/** In this order: Edge and Opera call themselves Chrome, too, and everything calls itself Safari. */
const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Edge', /Edg(?:A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
];

const SYSTEMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Android', /Android ?([\d.]*)/],
  ['iOS', /(?:iPhone|iPad|iPod).*? OS ([\d_]*)/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

/** Chromium adds a brand that means nothing, so that nobody relies on the list. */
const NONSENSE = /not.*brand/i;

/** `Chrome 141` on `Windows`; an unknown browser by its whole user agent. */
export function nameBrowser({ userAgent, userAgentData }: BrowserClues): BrowserName {
  const brands = (userAgentData?.brands ?? []).filter(({ brand }) => !NONSENSE.test(brand));
  // "Chromium" stands beside the name of whoever built on it.
  const brand = brands.find((each) => each.brand !== 'Chromium') ?? brands[0];
  return {
    browser: brand ? `${brand.brand} ${brand.version}` : (find(BROWSERS, userAgent) ?? userAgent),
    system: userAgentData?.platform || (find(SYSTEMS, userAgent) ?? ''),
  };
}

function find(list: typeof BROWSERS, userAgent: string): string | null {
  for (const [name, pattern] of list) {
    const found = pattern.exec(userAgent);
    if (found) return `${name} ${(found[1] ?? '').replaceAll('_', '.')}`.trim();
  }
  return null;
}
