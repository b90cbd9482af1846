import { expect, type Locator, type Page } from '@playwright/test';
import { seedPictures } from '../seed-pictures.ts';
import { english, type Texts } from '../../src/app/i18n/en.ts';

/** What a person sees and does, in one place for all tests. */
export class AppPage {
  readonly page: Page;
  /** What stands on the page. */
  readonly words: Texts;

  constructor(page: Page, words: Texts = english) {
    this.page = page;
    this.words = words;
  }

  get prompt() {
    return this.page.getByRole('textbox', { name: this.words.prompt.label, exact: true });
  }

  get generate() {
    // A shared link has another one where its picture will appear.
    return this.page.locator('form').getByRole('button', { name: this.words.actions.generate(1) });
  }

  get stop() {
    return this.page.getByRole('button', { name: this.words.actions.stop, exact: true });
  }

  get progress() {
    return this.page.getByRole('group', { name: this.words.progress.label });
  }

  /** What the progress says in a stage of so many steps. */
  stepOf(steps: number): RegExp {
    return new RegExp(this.words.progress.step(-1, steps).replace('-1', '\\d+'));
  }

  get stopAll() {
    return this.page.getByRole('button', { name: this.words.queue.stopAll });
  }

  get queue() {
    return this.page.getByRole('region', { name: this.words.queue.label });
  }

  /** The rows of the queue that wait. */
  get waiting() {
    return this.queue.getByRole('listitem').filter({ hasText: /seed \d+/i });
  }

  /** The painted one in the frame; samples say nothing, their buttons do. */
  get picture() {
    return this.page
      .getByRole('region', { name: this.words.frame.label, exact: true })
      .locator('img:not([alt=""])');
  }

  get samples() {
    return this.page.getByRole('group', { name: this.words.samples.label }).getByRole('button');
  }

  get spoken() {
    return this.page.getByRole('status');
  }

  /** The page with the built-in model, or with one of the packages of `e2e/vite.config.ts`. */
  async enter(query: { model?: string; provider?: 'wasm' | 'webgpu' } = {}): Promise<void> {
    const search = new URLSearchParams();
    if (query.model !== undefined) search.set('model', `test-models/${query.model}/`);
    if (query.provider !== undefined) search.set('provider', query.provider);
    await this.page.goto(`./?${search}`);
    await expect(this.generate).toBeVisible();
  }

  /** As after earlier visits: with `seedPictures`, and the newest of them in the frame. */
  async enterWithPictures(count: number): Promise<void> {
    await this.enter({ model: 'micro', provider: 'wasm' });
    await seedPictures(this.page, count);
    await this.page.reload();
    await expect(this.picture).toBeVisible();
    await this.modelIsOpen();
  }

  /** Waits until the model has told its defaults; a large package takes longer than a test would wait. */
  async modelIsOpen(timeout?: number): Promise<void> {
    const summary = this.page.getByText(this.words.model.summary);
    await expect(summary).toBeVisible(timeout === undefined ? {} : { timeout });
  }

  async open(summary: string): Promise<void> {
    const fold = this.page.locator('details').filter({ has: this.page.getByText(summary) });
    if (!(await fold.evaluate((node: HTMLDetailsElement) => node.open))) {
      await fold.locator('summary').click();
    }
  }

  async keepSeed(seed: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.words.seed.label }).fill(seed);
  }

  /** Types, presses Generate and waits for a picture that was not there before. */
  async paint(prompt: string, timeoutMs = 60_000): Promise<void> {
    const before = await this.shownUrl();
    await this.prompt.fill(prompt);
    await this.generate.click();
    await expect
      .poll(
        async () => {
          const url = await this.shownUrl();
          return url !== null && url !== before;
        },
        { timeout: timeoutMs },
      )
      .toBe(true);
    await expect(this.picture).toHaveAttribute('alt', prompt);
  }

  /** Steps of Stage C. */
  async chooseSteps(steps: number): Promise<void> {
    await this.open(this.words.advanced.summary);
    await this.page
      .getByRole('slider', { name: this.words.advanced.steps })
      .first()
      .fill(String(steps));
  }

  /** Of a square picture, in pixels. */
  async chooseSide(pixels: number): Promise<void> {
    await this.open(this.words.settings.summary);
    for (const side of [this.words.size.width, this.words.size.height]) {
      const field = this.page.getByRole('textbox', { name: side });
      await field.fill(String(pixels));
      await field.press('Tab');
    }
  }

  /** Starts a picture that takes long enough to be stopped in the middle. */
  async startLong(prompt: string): Promise<void> {
    await this.chooseSteps(60);
    await this.chooseSide(768);
    await this.prompt.fill(prompt);
    await this.prompt.press('Control+Enter');
    await expect(this.progress).toContainText(this.stepOf(60), { timeout: 60_000 });
  }

  /**
   * Opens the page anew, and lets it wait for the model's weights until the returned function is called, so that what
   * happens meanwhile does not depend on the machine: neither the first picture nor what is prepared for it gets them.
   * Needs a page without a service worker.
   */
  async holdWeights(): Promise<() => void> {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route(/\/test-models\/.*\.bin(\?|$)/, async (route) => {
      await released;
      // A reload or Stop has ended some of them.
      await route.continue().catch(() => undefined);
    });
    await this.page.reload();
    await this.modelIsOpen();
    return release;
  }

  /** Waits until the page is ready to paint this prompt. */
  async isPrepared(prompt: string): Promise<void> {
    await expect
      .poll(
        () =>
          this.page.evaluate(() => {
            const [mark] = performance.getEntriesByName('wuerstchen.prepared', 'mark');
            return (mark as PerformanceMark | undefined)?.detail as unknown;
          }),
        { timeout: 60_000 },
      )
      .toBe(prompt);
  }

  /** Ends the painting and lets go of what waits. */
  async stopAndClear(): Promise<void> {
    await this.stopAll.click();
    await this.page.getByRole('button', { name: this.words.queue.clear }).click();
    await expect(this.stop).toBeHidden();
  }

  /** Presses Stop; whether the page has answered before it gets to do anything else. */
  async stopsAtOnce(): Promise<boolean> {
    await this.stop.focus();
    return this.stop.evaluate(async (button: HTMLElement) => {
      button.click();
      await Promise.resolve();
      return !button.isConnected;
    });
  }

  /** Presses Stop; milliseconds until the button is gone, as the page's own clock sees it. */
  async stopMs(): Promise<number> {
    await this.stop.focus();
    return this.stop.evaluate(async (button: HTMLElement) => {
      const pressedAt = performance.now();
      button.click();
      while (button.isConnected) await new Promise((resolve) => setTimeout(resolve));
      return performance.now() - pressedAt;
    });
  }

  private async shownUrl(): Promise<string | null> {
    return (await this.picture.count()) === 0 ? null : this.picture.getAttribute('src');
  }

  /** The PNG file behind the picture, as base64. */
  async file(): Promise<string> {
    return this.picture.evaluate(async (image: HTMLImageElement) => {
      const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
  }

  /** The picture's RGB values, rows top to bottom. */
  async pixels(): Promise<number[]> {
    return this.picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(data.filter((_, i) => i % 4 !== 3));
    });
  }

  /** What an image shows, in RGB values of few pixels: to compare pictures of different sizes. */
  async thumb(image: Locator, side = 32): Promise<number[]> {
    return image.evaluate(async (image: HTMLImageElement, side) => {
      await image.decode();
      const context = new OffscreenCanvas(side, side).getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, side, side);
      const { data } = context.getImageData(0, 0, side, side);
      return Array.from(data.filter((_, i) => i % 4 !== 3));
    }, side);
  }

  /** The picture's size, and mean and spread of its RGB values. */
  async look(): Promise<{ width: number; height: number; mean: number; deviation: number }> {
    const size = await this.picture.evaluate((image: HTMLImageElement) => ({
      width: image.naturalWidth,
      height: image.naturalHeight,
    }));
    const values = await this.pixels();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { ...size, mean, deviation: Math.sqrt(variance) };
  }
}
