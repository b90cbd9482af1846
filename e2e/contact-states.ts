import type { Page } from '@playwright/test';
import type { AppPage } from './pages/app-page.ts';
import { seedPictures } from './seed-pictures.ts';

/** What `contact-sheet.ts` looks at: pages of the app, each in one state. */
export interface State {
  name: string;
  enter: (app: AppPage) => Promise<void>;
}

const PROMPT = 'two pines in the mountains at dawn';
const PAINTING_MS = 180_000;
const PICTURES = 14;

async function go(app: AppPage, view: 'pictures' | 'models' | 'device'): Promise<void> {
  const name = app.words.nav[view];
  await app.page.getByRole('link', { name, exact: true }).click();
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();

async function enterWithPictures(app: AppPage): Promise<void> {
  await app.enter();
  await seedPictures(app.page, PICTURES);
  await app.page.reload();
  await app.modelIsOpen();
}

async function paint(app: AppPage): Promise<void> {
  await app.enter();
  await app.modelIsOpen();
  await app.keepSeed('1');
  await app.paint(PROMPT, PAINTING_MS);
}

export const STATES: readonly State[] = [
  {
    name: 'empty',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
    },
  },
  {
    name: 'form-open',
    enter: async (app) => {
      const { settings, advanced, model } = app.words;
      await app.enter();
      await app.modelIsOpen();
      for (const { summary } of [settings, advanced, model]) await app.open(summary);
    },
  },
  {
    name: 'long-prompt',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
      await app.prompt.fill(Array(40).fill('a red house by the sea').join(', '));
    },
  },
  {
    name: 'beyond',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
      await app.prompt.fill('a cat on a sofa');
    },
  },
  {
    name: 'refused-size',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
      await app.prompt.fill(PROMPT);
      await app.chooseSide(70);
      await app.generate.click();
    },
  },
  {
    name: 'painting',
    enter: async (app) => {
      await enterWithPictures(app);
      await app.chooseSteps(60);
      await app.chooseSide(1024);
      for (let order = 0; order < 3; order++) {
        await app.prompt.fill(PROMPT);
        await app.prompt.press('Control+Enter');
        // Two presses within a moment are one order.
        await app.page.waitForTimeout(600);
      }
      await app.stop.waitFor();
      await app.page.waitForTimeout(8000);
    },
  },
  { name: 'picture', enter: paint },
  {
    name: 'viewer',
    enter: async (app) => {
      await paint(app);
      await press(app.page, app.words.viewer.open);
    },
  },
  {
    name: 'pictures-empty',
    enter: async (app) => {
      await app.enter();
      await go(app, 'pictures');
    },
  },
  {
    name: 'pictures',
    enter: async (app) => {
      await enterWithPictures(app);
      await go(app, 'pictures');
    },
  },
  {
    name: 'compare',
    enter: async (app) => {
      const { gallery } = app.words;
      await enterWithPictures(app);
      await go(app, 'pictures');
      for (const prompt of ['house 0', 'house 1']) {
        await app.page.getByRole('checkbox', { name: gallery.select(prompt), exact: true }).check();
      }
      await press(app.page, gallery.compare);
    },
  },
  {
    name: 'models',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
      await go(app, 'models');
    },
  },
  {
    name: 'get-published',
    enter: async (app) => {
      await app.enter();
      await go(app, 'models');
      await app.page.getByText(app.words.conversion.other.title).click();
    },
  },
  {
    name: 'device',
    enter: async (app) => {
      await app.enter();
      await app.modelIsOpen();
      await go(app, 'device');
    },
  },
  {
    name: 'link',
    enter: async (app) => {
      await app.page.goto('./#v=1&prompt=a+lighthouse+by+the+sea&seed=7&size=512x512');
      await app.modelIsOpen();
    },
  },
  {
    name: 'error',
    enter: async (app) => {
      await app.page.goto('./?model=absent/');
      await app.page.getByText(app.words.failure.detail).first().waitFor();
    },
  },
];
