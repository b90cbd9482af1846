import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test } from './test.ts';

const advice = (page: Page) => page.locator('#prompt-advice');
const offers = (page: Page) => page.getByRole('group', { name: 'What you can do instead' });

test.describe('with a model that knows few words', () => {
  test.beforeEach(async ({ app }) => {
    await app.enter({ model: 'closed', provider: 'wasm' });
    await app.modelIsOpen();
  });

  test('what it cannot paint is said before painting, and the nearest is one press away', async ({
    app,
    page,
  }) => {
    await app.prompt.fill('a fluffy dragon in the snow');
    await expect(advice(page)).toHaveText('This model can’t draw a dragon.');
    await expect(advice(page)).toHaveAttribute('aria-live', 'polite');
    await expect(page.getByText('can’t draw: fluffy')).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await app.prompt.press('Tab');
    for (const name of ['Draw a train instead', 'Get a model that can']) {
      while (!(await offers(page).locator(':focus').count())) await page.keyboard.press('Tab');
      await expect(offers(page).locator(':focus')).toHaveText(name);
      await page.keyboard.press('Tab');
    }
    await offers(page).getByRole('button').press('Enter');
    await expect(app.prompt).toHaveValue('a fluffy train in the snow');
    await expect(app.prompt).toBeFocused();
    await expect(advice(page)).toHaveText('');
    await expect(offers(page)).toHaveCount(0);
    await page.getByRole('button', { name: 'Restore prompt' }).click();
    await expect(app.prompt).toHaveValue('a fluffy dragon in the snow');
    await app.paint('a fluffy dragon in the snow');
  });

  test('the way to a model that can leads to the models, and the prompt stays', async ({
    app,
    page,
  }) => {
    await app.prompt.fill('a unicorn');
    await expect(advice(page)).toHaveText('This model can’t draw a unicorn.');
    await expect(offers(page).getByRole('button')).toHaveCount(0);
    await offers(page).getByRole('link', { name: 'Get a model that can' }).click();
    await expect(page.getByRole('heading', { name: 'Add a model' })).toBeVisible();
    await page.goBack();
    await expect(app.prompt).toHaveValue('a unicorn');
  });

  test('nothing is said of a prompt within its reach, of a typing error, or twice', async ({
    app,
    page,
  }) => {
    await app.prompt.fill('a red hosue by the sea');
    await expect(page.getByRole('group', { name: 'Did you mean' })).toContainText('house');
    await page.waitForTimeout(1000);
    await expect(advice(page)).toHaveText('');
    await app.prompt.fill('a dog');
    await expect(advice(page)).toContainText('a dog');
    await expect(page.getByText('can’t draw:')).toBeHidden();
    await app.prompt.fill('a brown house');
    await expect(page.getByText('can’t draw: brown')).toBeVisible();
    await expect(advice(page)).toHaveText('');
    await page.getByRole('button', { name: 'Replace “brown” with “black”' }).click();
    await expect(app.prompt).toHaveValue('a black house');
  });

  test('words half typed are not judged, and Generate stays in sight', async ({ app, page }) => {
    await page.setViewportSize({ width: 1024, height: 600 });
    await page.evaluate(() => {
      const said = ((window as unknown as { said: string[] }).said = []) as string[];
      const region = document.getElementById('prompt-advice')!;
      const listen = () => said.push(region.textContent ?? '');
      new MutationObserver(listen).observe(region, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    await app.prompt.pressSequentially('an elephant in the snow with a candle', { delay: 60 });
    await expect(advice(page)).toHaveText('This model can’t draw an elephant.');
    expect(await page.evaluate(() => (window as unknown as { said: string[] }).said)).toEqual([
      'This model can’t draw an elephant.',
    ]);
    await expect(app.generate).toBeInViewport({ ratio: 1 });
  });

  test('German is answered with English that it knows, and emoji with a sentence', async ({
    app,
    page,
  }) => {
    await app.prompt.fill('ein rotes Haus am See');
    await expect(advice(page)).toContainText('This model only understands English.');
    await expect(page.getByText('can’t draw:')).toBeHidden();
    await offers(page).getByRole('button', { name: 'Use “a red house by the lake”' }).click();
    await expect(app.prompt).toHaveValue('a red house by the lake');
    await expect(advice(page)).toHaveText('');
    await app.prompt.fill('a house 🐶');
    await expect(advice(page)).toHaveText('This model can’t read emoji.');
  });
});

test.describe('the words that the model knows', () => {
  test.beforeEach(async ({ app }) => {
    await app.enter({ model: 'closed', provider: 'wasm' });
    await app.modelIsOpen();
  });

  test('are at hand in groups, and a press adds one', async ({ app, page }) => {
    const row = (name: string) => page.getByRole('group', { name, exact: true });
    for (const name of ['Things', 'Place', 'Light', 'Style']) await expect(row(name)).toBeVisible();
    await expect(row('Things').getByRole('button', { name: 'Pumpkin' })).toHaveCount(0);
    await row('Things').getByRole('button', { name: 'House', exact: true }).click();
    await expect(app.prompt).toHaveValue('a house');
    await row('Place').getByRole('button', { name: 'Desert' }).click();
    await expect(app.prompt).toHaveValue('a house in the desert');
    await row('Things').getByRole('button', { name: 'Show more: Things' }).click();
    await row('Things').getByRole('button', { name: 'Tree', exact: true }).click();
    await expect(app.prompt).toHaveValue('a house in the desert and a tree');
    await expect(page.getByText('can’t draw')).toBeHidden();
    await page.getByRole('button', { name: 'Restore prompt' }).click();
    await expect(app.prompt).toHaveValue('a house in the desert');
  });

  test('are not guessed for other English words, only for typing errors in their place', async ({
    app,
    page,
  }) => {
    const meant = page.getByRole('group', { name: 'Did you mean' });
    await app.prompt.fill('a barge for the face');
    await expect(page.getByText('can’t draw')).toBeVisible();
    await expect(meant).toHaveCount(0);
    await app.prompt.fill('a yelow hosue');
    await expect(meant.getByRole('button')).toHaveText(['yellow', 'house']);
  });

  test('German words in an English prompt get one sentence and their English', async ({
    app,
    page,
  }) => {
    await app.prompt.fill('a red Haus by the sea with a Drache 🐉');
    await expect(advice(page).getByText('This model only understands English.')).toHaveCount(1);
    await expect(advice(page).getByText('This model can’t read emoji.')).toHaveCount(1);
    await expect(page.getByText('can’t draw')).toBeHidden();
    await expect(page.getByRole('group', { name: 'Did you mean' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Replace “haus” with “house”' }).click();
    await expect(app.prompt).toHaveValue('a red house by the sea with a Drache 🐉');
  });
});

test('an open vocabulary offers light, weather and style apart, and no words', async ({
  app,
  page,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  const chips = (name: string) =>
    page.getByRole('group', { name, exact: true }).getByRole('button').allTextContents();
  expect(await chips('Light')).toEqual(['Sunny day', 'Sunset', 'Night', 'Northern lights']);
  expect(await chips('Weather')).toContain('Rain');
  expect(await chips('Style')).toContain('Watercolour');
  await expect(page.getByRole('group', { name: 'Things', exact: true })).toHaveCount(0);
});

test('a model with an open vocabulary is given any word', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('a dragon 🐉 am See');
  await page.waitForTimeout(1500);
  await expect(advice(page)).toHaveText('');
  await expect(offers(page)).toHaveCount(0);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the page says it in German', async ({ page }) => {
    await page.goto('./?model=test-models/closed/&provider=wasm');
    await page.getByText('Über dieses Modell').waitFor();
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true });
    await prompt.fill('a dragon');
    await expect(advice(page)).toHaveText('„a dragon“ kann dieses Modell nicht malen.');
    await page.getByRole('button', { name: 'Stattdessen „a train“ malen' }).click();
    await expect(prompt).toHaveValue('a train');
  });
});
