import type { Page } from '@playwright/test';
import type { Kitchen } from './kitchen.ts';
import { seedPictures } from './seed-pictures.ts';

/** What `contact-sheet.ts` looks at: pages of the app, each in one state. */
export interface State {
  name: string;
  enter: (kitchen: Kitchen) => Promise<void>;
}

const PROMPT = 'two pines in the mountains at dawn';
const PAINTING_MS = 180_000;
const PICTURES = 14;

async function go(kitchen: Kitchen, view: 'pictures' | 'models' | 'device'): Promise<void> {
  const name = kitchen.words.nav[view];
  await kitchen.page.getByRole('link', { name, exact: true }).click();
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();

async function enterWithPictures(kitchen: Kitchen): Promise<void> {
  await kitchen.enter();
  await seedPictures(kitchen.page, PICTURES);
  await kitchen.page.reload();
  await kitchen.modelIsOpen();
}

async function paint(kitchen: Kitchen): Promise<void> {
  await kitchen.enter();
  await kitchen.modelIsOpen();
  await kitchen.keepSeed('1');
  await kitchen.paint(PROMPT, PAINTING_MS);
}

export const STATES: readonly State[] = [
  {
    name: 'empty',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
    },
  },
  {
    name: 'form-open',
    enter: async (kitchen) => {
      const { settings, advanced, model } = kitchen.words;
      await kitchen.enter();
      await kitchen.modelIsOpen();
      for (const { summary } of [settings, advanced, model]) await kitchen.open(summary);
    },
  },
  {
    name: 'long-prompt',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
      await kitchen.prompt.fill(Array(40).fill('a red house by the sea').join(', '));
    },
  },
  {
    name: 'beyond',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
      await kitchen.prompt.fill('a cat on a sofa');
    },
  },
  {
    name: 'refused-size',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
      await kitchen.prompt.fill(PROMPT);
      await kitchen.chooseSide(70);
      await kitchen.generate.click();
    },
  },
  {
    name: 'painting',
    enter: async (kitchen) => {
      await enterWithPictures(kitchen);
      await kitchen.chooseSteps(60);
      await kitchen.chooseSide(1024);
      for (let order = 0; order < 3; order++) {
        await kitchen.prompt.fill(PROMPT);
        await kitchen.prompt.press('Control+Enter');
        // Two presses within a moment are one order.
        await kitchen.page.waitForTimeout(600);
      }
      await kitchen.stop.waitFor();
      await kitchen.page.waitForTimeout(8000);
    },
  },
  { name: 'picture', enter: paint },
  {
    name: 'viewer',
    enter: async (kitchen) => {
      await paint(kitchen);
      await press(kitchen.page, kitchen.words.viewer.open);
    },
  },
  {
    name: 'pictures-empty',
    enter: async (kitchen) => {
      await kitchen.enter();
      await go(kitchen, 'pictures');
    },
  },
  {
    name: 'pictures',
    enter: async (kitchen) => {
      await enterWithPictures(kitchen);
      await go(kitchen, 'pictures');
    },
  },
  {
    name: 'compare',
    enter: async (kitchen) => {
      const { gallery } = kitchen.words;
      await enterWithPictures(kitchen);
      await go(kitchen, 'pictures');
      for (const prompt of ['house 0', 'house 1']) {
        await kitchen.page.getByRole('checkbox', { name: gallery.select(prompt) }).check();
      }
      await press(kitchen.page, gallery.compare);
    },
  },
  {
    name: 'models',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
      await go(kitchen, 'models');
    },
  },
  {
    name: 'get-published',
    enter: async (kitchen) => {
      await kitchen.enter();
      await go(kitchen, 'models');
      await kitchen.page.getByText(kitchen.words.conversion.other.title).click();
    },
  },
  {
    name: 'device',
    enter: async (kitchen) => {
      await kitchen.enter();
      await kitchen.modelIsOpen();
      await go(kitchen, 'device');
    },
  },
  {
    name: 'link',
    enter: async (kitchen) => {
      await kitchen.page.goto('./#v=2&prompt=a+lighthouse+by+the+sea&seed=7&size=512x512');
      await kitchen.modelIsOpen();
    },
  },
  {
    name: 'error',
    enter: async (kitchen) => {
      await kitchen.page.goto('./?model=absent/');
      await kitchen.page.getByText(kitchen.words.failure.detail).first().waitFor();
    },
  },
];
