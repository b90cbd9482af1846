import type { Page } from '@playwright/test';
import { german } from '../src/app/i18n/de.ts';
import { english, type Texts } from '../src/app/i18n/en.ts';
import { violations } from './axe.ts';
import { AppPage } from './pages/app-page.ts';
import { expect, test } from './test.ts';

const WALKS = [
  { name: 'English, desktop', locale: 'en-US', words: english, width: 1280, height: 800 },
  { name: 'German, phone', locale: 'de-DE', words: german, width: 390, height: 844 },
];

// One walk through the whole app, and axe at every stop.
test.setTimeout(600_000);

/** Browsers that let no page copy show more of it. */
async function refuseCopying(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refuse, write: refuse } });
  });
}

/** While `held` is set no picture gets finished, so that axe may take its time. */
async function makeHoldable(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Real = Worker;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        type Answer = { output?: { kind?: string } | null };
        this.addEventListener('message', (event: MessageEvent<Answer>) => {
          const isHeld = (window as { held?: boolean }).held === true;
          if (isHeld && event.data.output?.kind === 'picture') event.stopImmediatePropagation();
        });
      }
    };
  });
}

async function hold(page: Page, held: boolean): Promise<void> {
  await page.evaluate((held) => Object.assign(window, { held }), held);
}

async function dragOver(page: Page, event: 'dragover' | 'dragleave'): Promise<void> {
  await page.evaluate((event) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
    const init = { bubbles: true, cancelable: true, dataTransfer };
    document.body.dispatchEvent(new DragEvent(event, init));
  }, event);
}

/** A walker: `look` asks axe, and tells where it was when it answers. */
class Walk {
  readonly found: string[] = [];
  readonly page: Page;
  readonly words: Texts;
  readonly app: AppPage;

  constructor(page: Page, words: Texts) {
    this.page = page;
    this.words = words;
    this.app = new AppPage(page, words);
  }

  async look(where: string): Promise<void> {
    this.found.push(...(await violations(this.page)).map((each) => `${where}: ${each}`));
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).first().click();
  }

  async go(view: 'paint' | 'pictures' | 'models' | 'device'): Promise<void> {
    await this.page.getByRole('link', { name: this.words.nav[view], exact: true }).click();
  }

  async chooseSides(pixels: string): Promise<void> {
    for (const name of [this.words.size.width, this.words.size.height]) {
      const field = this.page.getByRole('textbox', { name });
      await field.fill(pixels);
      await field.press('Tab');
    }
  }

  async order(): Promise<void> {
    const { app, words } = this;
    await app.enter({ model: 'micro', provider: 'wasm' });
    await app.modelIsOpen();
    const folds = [words.settings, words.advanced, words.model, words.device];
    for (const { summary } of folds) await app.open(summary);
    await this.look('form');
    await app.keepSeed('not a number');
    await this.chooseSides('7');
    await app.prompt.fill('{a house');
    await app.generate.click();
    await expect(this.page.getByText(words.prompt.alternatives.unclosed).first()).toBeVisible();
    await this.look('refused form');
    await app.keepSeed('1');
    await this.chooseSides('256');
  }

  async paint(): Promise<void> {
    const { app, page, words } = this;
    await hold(page, true);
    await app.startLong('one');
    await app.prompt.fill('two');
    await this.press(words.actions.add(1));
    await expect(app.waiting).toHaveCount(1);
    await this.look('painting, with a queue');
    await app.stopAndClear();
    await expect(page.getByText(words.queue.removed(1)).first()).toBeVisible();
    await this.look('stopped');
    await hold(page, false);
    await this.chooseSides('256');
    await app.chooseSteps(2);
    await app.paint('one');
    await app.paint('two');
    await this.look('picture');
    await this.press(words.share.copyLink);
    await page.getByRole('dialog', { name: words.share.linkByHand.title }).waitFor();
    await this.look('link to be copied by hand');
    await page.keyboard.press('Escape');
    await this.press(words.viewer.open);
    await page.getByRole('dialog', { name: words.viewer.label }).waitFor();
    await this.look('viewer');
    await page.keyboard.press('Escape');
  }

  async share(): Promise<void> {
    const { page, words } = this;
    const notice = page.getByRole('group', { name: words.share.notice });
    await page.evaluate(() => (location.hash = '#v=2&prompt=kept&seed=lucky&size=500x256'));
    await expect(notice).toContainText(words.share.filledFromLink);
    await this.look('filled from a damaged link');
    await page.evaluate(() => (location.hash = '#v=1&seed=x'));
    await expect(notice).toContainText(words.share.emptyLink);
    await this.look('refused link');
    await notice.getByRole('button', { name: words.share.dismiss }).click();
    await dragOver(page, 'dragover');
    await page.getByText(words.drop.target).waitFor();
    await this.look('file held over the page');
    await dragOver(page, 'dragleave');
  }

  async keep(): Promise<void> {
    const { page, words } = this;
    await this.go('pictures');
    for (const prompt of ['one', 'two']) {
      await page.getByRole('checkbox', { name: words.gallery.select(prompt) }).check();
    }
    await this.look('pictures, two selected');
    await this.press(words.gallery.compare);
    await page.getByRole('dialog', { name: words.compare.label }).waitFor();
    await this.look('comparing');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText(words.gallery.nothingFound).waitFor();
    await this.look('nothing found');
    await page.getByRole('searchbox').fill('');
    await this.press(words.gallery.remove);
    await page.getByText(words.gallery.emptyTitle).waitFor();
    await this.look('deleted, to be undone');
  }

  async know(): Promise<void> {
    const { page, words } = this;
    await page.evaluate(() => {
      const prompt = () => Promise.resolve({ outcome: 'dismissed' });
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      dispatchEvent(Object.assign(offer, { prompt }));
    });
    await this.go('models');
    await page.getByText(words.models.details).first().click();
    await this.look('models');
    await this.go('device');
    await this.press(words.device.copy);
    await page.getByText(words.failure.notCopied).first().waitFor();
    await page.getByText(words.device.report).click();
    await page.getByRole('button', { name: words.install.action }).waitFor();
    await page.context().setOffline(true);
    await page.getByText(words.offline.missing).first().waitFor();
    await this.look('device, offline, installable');
    await page.context().setOffline(false);
  }

  async fail(): Promise<void> {
    const { app, page, words } = this;
    await page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('no', 'SecurityError');
      };
    });
    await app.enter({ model: 'absent' });
    await page.getByText(words.failure.detail).first().click();
    await expect(page.getByText(words.gallery.problems.unavailable)).toBeVisible();
    await this.look('error, and no storage');
    await page.goto('./?model=https://example.invalid/model/');
    await page.getByRole('region', { name: words.models.ask.label }).waitFor();
    await this.look('model from a link');
  }
}

for (const { name, locale, words, ...viewport } of WALKS) {
  test.describe(name, () => {
    test.use({ locale, viewport });

    test('axe finds nothing anywhere, in light and dark', async ({ page }) => {
      await refuseCopying(page);
      await makeHoldable(page);
      const walk = new Walk(page, words);
      await walk.order();
      await walk.paint();
      await walk.share();
      await walk.keep();
      await walk.know();
      await walk.fail();
      expect(walk.found).toEqual([]);
    });
  });
}
