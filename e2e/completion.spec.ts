import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('./?model=test-models/micro/&provider=wasm');
});

const offer = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Fill in the rest' }).getByRole('button', { name, exact: true });

const all = (page: Page) => page.getByRole('checkbox', { name: 'Fill in the rest' });

test('what a prompt leaves open is filled in, visibly, and taken off with one press', async ({
  kitchen,
  page,
}) => {
  await kitchen.keepSeed('7');
  await kitchen.prompt.fill('a lighthouse');
  await expect(offer(page, 'by the sea')).toHaveAttribute('aria-pressed', 'true');
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'true');
  await kitchen.paint('a lighthouse');
  const made = page.getByRole('group', { name: 'Added', exact: true });
  await expect(made).toContainText('by the sea');
  await expect(made).toContainText('Storybook');
  const completed = await kitchen.pixels();

  await offer(page, 'Storybook').click();
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
  await page.reload();
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
  await kitchen.paint('a lighthouse');
  await expect(made).not.toContainText('Storybook');
  expect(await kitchen.pixels()).not.toEqual(completed);

  await kitchen.prompt.fill('a lighthouse by the sea, ink drawing');
  await expect(
    page.getByRole('group', { name: 'Fill in the rest' }).getByRole('button'),
  ).toHaveCount(0);
});

test('under a picture a phrase is taken off, and the picture painted again', async ({
  kitchen,
  page,
}) => {
  await kitchen.paint('a lighthouse');
  const before = await kitchen.picture.getAttribute('src');
  await page.getByRole('button', { name: 'Paint again without “Storybook”' }).click();
  await expect(kitchen.picture).not.toHaveAttribute('src', before!, { timeout: 60_000 });
  await expect(page.getByRole('group', { name: 'Added', exact: true })).toHaveText(
    /^Addedby the sea$/,
  );
  await expect(offer(page, 'by the sea')).toHaveAttribute('aria-pressed', 'true');
  await expect(offer(page, 'Storybook')).toHaveAttribute('aria-pressed', 'false');
});

test('the switch is remembered, and a link says which words the model read', async ({
  kitchen,
  page,
}) => {
  await kitchen.keepSeed('7');
  await kitchen.paint('a lighthouse');
  const completed = await kitchen.pixels();
  await all(page).uncheck();
  await kitchen.paint('a lighthouse');
  const plain = await kitchen.pixels();
  expect(plain).not.toEqual(completed);
  await page.reload();
  await expect(all(page)).not.toBeChecked();

  // As links were before there were completions: the picture that they meant.
  await page.goto(
    './?model=test-models/micro/&provider=wasm#v=1&prompt=a+lighthouse&seed=7&model=micro',
  );
  await expect(kitchen.prompt).toHaveValue('a lighthouse');
  await expect(all(page)).not.toBeChecked();
  await kitchen.paint('a lighthouse');
  expect(await kitchen.pixels()).toEqual(plain);

  await page.goto(
    './?model=test-models/micro/&provider=wasm' +
      '#v=1&prompt=a+lighthouse&completion=by+the+sea,storybook+illustration&seed=7&model=micro',
  );
  await expect(all(page)).toBeChecked();
  await kitchen.paint('a lighthouse');
  expect(await kitchen.pixels()).toEqual(completed);
});

test('a preset is one press, tells its time once known, and any change leaves it', async ({
  kitchen,
  page,
}) => {
  const preset = (name: RegExp) =>
    page.getByRole('radiogroup', { name: 'Quality' }).getByRole('radio', { name });
  const steps = page.getByRole('slider', { name: 'Steps' }).first();
  await kitchen.open('Advanced');
  await expect(preset(/Standard/)).toBeChecked();
  await expect(steps).toHaveValue('3');
  await preset(/Fine/).check();
  await expect(steps).toHaveValue('6');
  await kitchen.paint('a house');
  await expect(preset(/Draft about [\d.]+ s/)).toBeVisible();
  await page.reload();
  await expect(preset(/Fine/)).toBeChecked();
  await kitchen.chooseSteps(5);
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
