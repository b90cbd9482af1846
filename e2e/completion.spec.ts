import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('./?model=test-models/micro/&provider=wasm');
});

const offer = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Fill in the rest' }).getByRole('button', { name, exact: true });

const all = (page: Page) => page.getByRole('checkbox', { name: 'Fill in the rest' });

test('what a prompt leaves open is filled in, visibly, and taken off with one press', async ({
  app,
  page,
}) => {
  await app.keepSeed('7');
  await app.prompt.fill('a lighthouse');
  await expect(offer(page, 'by the sea')).toHaveAttribute('aria-pressed', 'true');
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'true');
  await app.paint('a lighthouse');
  const made = page.getByRole('group', { name: 'Added', exact: true });
  await expect(made).toContainText('by the sea');
  await expect(made).toContainText('Storybook');
  const completed = await app.pixels();

  await offer(page, 'Storybook').click();
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
  await page.reload();
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
  await app.paint('a lighthouse');
  await expect(made).not.toContainText('Storybook');
  expect(await app.pixels()).not.toEqual(completed);

  await app.prompt.fill('a lighthouse by the sea, ink drawing');
  await expect(
    page.getByRole('group', { name: 'Fill in the rest' }).getByRole('button'),
  ).toHaveCount(0);
});

test('under a picture a phrase is taken off, and the picture painted again', async ({
  app,
  page,
}) => {
  await app.paint('a lighthouse');
  const before = await app.picture.getAttribute('src');
  await page.getByRole('button', { name: 'Paint again without “Storybook”' }).click();
  await expect(app.picture).not.toHaveAttribute('src', before!, { timeout: 60_000 });
  await expect(page.getByRole('group', { name: 'Added', exact: true })).toHaveText(
    /^Addedby the sea$/,
  );
  await expect(offer(page, 'by the sea')).toHaveAttribute('aria-pressed', 'true');
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
});

test('the switch is remembered, and a link says which words the model read', async ({
  app,
  page,
}) => {
  await app.keepSeed('7');
  await app.paint('a lighthouse');
  const completed = await app.pixels();
  await all(page).uncheck();
  await app.paint('a lighthouse');
  const plain = await app.pixels();
  expect(plain).not.toEqual(completed);
  await page.reload();
  await expect(all(page)).not.toBeChecked();

  // As links were before there were completions: the picture that they meant.
  await page.goto(
    './?model=test-models/micro/&provider=wasm#v=1&prompt=a+lighthouse&seed=7&model=micro',
  );
  await expect(app.prompt).toHaveValue('a lighthouse');
  await expect(all(page)).not.toBeChecked();
  await app.paint('a lighthouse');
  expect(await app.pixels()).toEqual(plain);

  await page.goto(
    './?model=test-models/micro/&provider=wasm' +
      '#v=1&prompt=a+lighthouse&completion=by+the+sea,storybook+illustration&seed=7&model=micro',
  );
  await expect(all(page)).toBeChecked();
  await app.paint('a lighthouse');
  expect(await app.pixels()).toEqual(completed);
});

test('a preset is one press, tells its time once known, and any change leaves it', async ({
  app,
  page,
}) => {
  const preset = (name: RegExp) =>
    page.getByRole('radiogroup', { name: 'Quality' }).getByRole('radio', { name });
  const steps = page.getByRole('slider', { name: 'Steps' }).first();
  await app.open('Advanced');
  await expect(preset(/Standard/)).toBeChecked();
  await expect(steps).toHaveValue('3');
  await preset(/Fine/).check();
  await expect(steps).toHaveValue('6');
  await app.paint('a house');
  await expect(preset(/Draft about [\d.]+ s/)).toBeVisible();
  await page.reload();
  await expect(preset(/Fine/)).toBeChecked();
  await app.chooseSteps(5);
  for (const name of [/Draft/, /Standard/, /Fine/]) await expect(preset(name)).not.toBeChecked();
  await page.getByRole('button', { name: 'Reset to the model’s defaults' }).click();
  await expect(preset(/Standard/)).toBeChecked();
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the phrases have German names, and the model still reads English', async ({ page }) => {
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a lighthouse');
    const group = page.getByRole('group', { name: 'Offenes ergänzen' });
    await expect(group.getByRole('button', { name: 'am Meer' })).toHaveAttribute(
      'title',
      'ergänzt „by the sea“',
    );
  });
});
