import type { CDPSession, Page } from '@playwright/test';

/** One element that a key led to. */
interface Stop {
  name: string;
  /** Something marks it: an outline of its own, or of the label that it lies in. */
  marked: boolean;
  /** All of it is in sight; of what is larger than half of the window, some. */
  seen: boolean;
}

declare global {
  interface Window {
    /** What had the focus when a key was released; null when nothing in the page had it. */
    focusStops?: (Stop | null)[];
  }
}

const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
/** Presses that are sent without waiting for each other's answers, which would take most of the time. */
const AT_ONCE = 16;
/** Should the focus never leave the page. */
const MOST = 400;

/** Every stop of the Tab key, from before everything until the focus leaves the page. */
export async function walkWithTab(page: Page): Promise<Stop[]> {
  await watchFocus(page);
  await page.evaluate(() => {
    // The Tab key goes on from where one was last.
    scrollTo(0, 0);
    const start = Object.assign(document.createElement('span'), { tabIndex: -1 });
    document.body.prepend(start);
    start.focus();
    start.remove();
  });
  const devtools = await page.context().newCDPSession(page);
  try {
    for (let pressed = 0; pressed < MOST; pressed += AT_ONCE) {
      await pressTab(devtools, AT_ONCE);
      const stops = await focusStops(page);
      const end = stops.indexOf(null);
      if (end < 0) continue;
      // The presses after the last stop have begun anew: their link lies over others.
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      return stops.slice(0, end).filter((stop) => stop !== null);
    }
  } finally {
    await devtools.detach();
  }
  throw new Error(`After ${MOST} presses of the Tab key the focus is still within the page.`);
}

async function pressTab(devtools: CDPSession, times: number): Promise<void> {
  const answers: Promise<unknown>[] = [];
  for (let i = 0; i < times; i++) {
    for (const type of ['rawKeyDown', 'keyUp'] as const) {
      answers.push(devtools.send('Input.dispatchKeyEvent', { type, ...TAB }));
    }
  }
  await Promise.all(answers);
}

/** What each key led to since `watchFocus`. */
export function focusStops(page: Page): Promise<(Stop | null)[]> {
  return page.evaluate(() => window.focusStops ?? []);
}

/**
 * Looks at what has the focus whenever a key is released, within the page: asking it after each press
 * would take longer than the press. What was reached is marked with `data-visited`.
 */
export function watchFocus(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const each of document.querySelectorAll<HTMLElement>('[data-visited]')) {
      delete each.dataset.visited;
    }
    if (window.focusStops === undefined) addEventListener('keyup', look, { capture: true });
    window.focusStops = [];

    function look(): void {
      const { activeElement } = document;
      if (!(activeElement instanceof HTMLElement) || activeElement === document.body) {
        window.focusStops!.push(null);
        return;
      }
      activeElement.dataset.visited = 'yes';
      const name = activeElement.ariaLabel ?? activeElement.innerText.trim();
      window.focusStops!.push({
        name: `${activeElement.tagName} ${name || activeElement.id}`,
        marked: isMarked(activeElement),
        seen: isSeen(activeElement),
      });
    }

    function isMarked(element: Element): boolean {
      return [element, ...document.querySelectorAll(':has(:focus-visible)')].some((node) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(node);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
      });
    }

    /** Neither cut off by what it scrolls in, nor covered by what lies over the page's edges. */
    function isSeen(element: Element): boolean {
      const { left, top, width, height } = element.getBoundingClientRect();
      const clips: DOMRect[] = [];
      for (let node = element.parentElement; node !== null; node = node.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(node);
        const clipsNothing = overflowX === 'visible' && overflowY === 'visible';
        if (!clipsNothing) clips.push(node.getBoundingClientRect());
      }
      const isInSight = (x: number, y: number) => {
        const isCutOff = clips.some(
          (clip) => x < clip.left || x > clip.right || y < clip.top || y > clip.bottom,
        );
        const there = isCutOff ? null : document.elementFromPoint(x, y);
        return there !== null && (element.contains(there) || there.contains(element));
      };
      // The middle, and those of the edges: corners may be rounded.
      const points = [
        isInSight(left + width / 2, top + height / 2),
        isInSight(left + 1, top + height / 2),
        isInSight(left + width - 1, top + height / 2),
        isInSight(left + width / 2, top + 1),
        isInSight(left + width / 2, top + height - 1),
      ];
      const isLarge = width > innerWidth / 2 && height > innerHeight / 2;
      return isLarge ? points.includes(true) : !points.includes(false);
    }
  });
}

/** What can be used with a mouse but was not led to; of radio buttons with one name one is enough. */
export function unvisited(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const usable = 'a[href], button, input, select, textarea, summary';
    const isRival = (node: Element) =>
      node instanceof HTMLInputElement &&
      node.type === 'radio' &&
      document.querySelector(`[name="${node.name}"][data-visited]`) !== null;
    return [...document.querySelectorAll<HTMLElement>(usable)]
      .filter((node) => node.tabIndex >= 0 && !node.matches(':disabled'))
      .filter((node) => node.checkVisibility({ visibilityProperty: true }))
      .filter((node) => node.dataset.visited === undefined && !isRival(node))
      .map((node) => node.outerHTML.slice(0, 120));
  });
}
