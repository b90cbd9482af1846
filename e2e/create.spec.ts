import type { Locator } from '@playwright/test';
import { expect, test } from './test.ts';

// Requests through a service worker could not be held up.
test.use({ serviceWorkers: 'block' });

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

const seedsOf = (rows: Locator) =>
  rows.getByText(/^seed \d+$/).evaluateAll((nodes) => nodes.map((node) => node.textContent));

test('several pictures at a time have a seed each', async ({ app, page }) => {
  await app.holdWeights();
  await app.prompt.fill('a house');
  await page.getByRole('combobox', { name: 'Pictures per prompt' }).selectOption('4');
  await page.getByRole('button', { name: 'Generate 4 pictures' }).click();
  await expect(app.queue).toContainText('3 waiting');
  expect(new Set(await seedsOf(app.queue)).size).toBe(3);
  await page.getByRole('button', { name: 'Stop all' }).click();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Pictures per prompt' })).toHaveValue('4');
});

test('a fixed seed stays, the next one counts up, a random one is new', async ({ app, page }) => {
  await app.holdWeights();
  const seed = page.getByRole('textbox', { name: 'Seed' });
  await app.prompt.fill('a {red|blue|white} house');
  await app.keepSeed('7');
  await expect(page.getByRole('radio', { name: 'Fixed' })).toBeChecked();
  await app.generate.click();
  await expect(app.queue).toContainText('2 waiting');
  expect(await seedsOf(app.queue)).toEqual(['seed 7', 'seed 7']);
  await expect(seed).toHaveValue('7');
  await app.stopAndClear();

  await page.getByRole('radio', { name: 'Count up' }).check();
  await app.generate.click();
  await expect(app.queue).toContainText('2 waiting');
  expect(await seedsOf(app.queue)).toEqual(['seed 8', 'seed 9']);
  await expect(seed).toHaveValue('10');
  await app.stopAndClear();

  await page.getByRole('radio', { name: 'Random' }).check();
  await app.generate.click();
  await expect(app.queue).toContainText('2 waiting');
  await expect(seed).not.toHaveValue('10');
  expect(new Set(await seedsOf(app.queue)).size).toBe(2);
  await app.stopAndClear();
});

test('alternatives are counted before they are painted, and painted in order', async ({
  app,
  page,
}) => {
  await app.holdWeights();
  await app.prompt.fill('a {red|{light|dark} blue} house');
  await page.getByRole('button', { name: 'Generate 3 pictures' }).click();
  await expect(app.waiting).toHaveCount(2);
  await expect(page).toHaveTitle(/a red house/);
  await expect(app.waiting.first()).toContainText('a light blue house');
  await expect(app.waiting.last()).toContainText('a dark blue house');
  await app.stopAndClear();
});

for (const [prompt, says] of [
  ['a {red|blue house', 'A { has no matching }'],
  ['a red} house', 'A } has no matching {'],
  ['{a|b|c|d|e|f|g|h|i} {a|b|c|d|e|f|g|h|i}', 'more than 64 pictures'],
] as const) {
  test(`“${prompt}” is refused with a reason`, async ({ app, page }) => {
    await app.prompt.fill(prompt);
    await app.generate.click();
    await expect(page.getByRole('alert').filter({ hasText: says })).toBeVisible();
    await expect(app.prompt).toBeFocused();
    await expect(app.stop).toBeHidden();
    await app.prompt.fill('a house');
    await expect(page.getByText(says)).toBeHidden();
  });
}

test('a style is seen where it counts and is part of the picture', async ({ app, page }) => {
  const night = page.getByRole('button', { name: 'Night', exact: true });
  await night.click();
  await expect(night).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('at night', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Sunny day' }).click();
  await expect(night).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Snow on the ground' }).click();
  await page.reload();
  await expect(page.getByText('on a sunny day')).toBeVisible();
  await app.prompt.fill('a house.');
  await app.generate.click();
  await expect(app.picture).toHaveAttribute('alt', 'a house on a sunny day in the snow', {
    timeout: 60_000,
  });
  await expect(app.prompt).toHaveValue('a house.');
});

test('what an idea replaces comes back, with a press or with the browser’s own undo', async ({
  app,
  page,
}) => {
  await app.prompt.pressSequentially('my own words');
  await page.getByRole('button', { name: 'a sailboat on the sea' }).click();
  await expect(app.prompt).toHaveValue('a sailboat on the sea');
  await page.getByRole('button', { name: 'Restore prompt' }).click();
  await expect(app.prompt).toHaveValue('my own words');
  await page.getByRole('button', { name: 'Clear prompt' }).click();
  await expect(app.prompt).toHaveValue('');
  await expect(app.prompt).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(app.prompt).toHaveValue('my own words');
});

test('each tab keeps its own words', async ({ app, page, context }) => {
  await app.prompt.fill('first tab');
  const other = await context.newPage();
  await other.goto(page.url());
  const otherPrompt = other.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect(otherPrompt).toHaveValue('first tab');
  await otherPrompt.fill('second tab');
  await page.reload();
  await expect(app.prompt).toHaveValue('first tab');
  await other.reload();
  await expect(otherPrompt).toHaveValue('second tab');
});

test('Ctrl + Enter paints, but not while an input method composes text', async ({ app }) => {
  await app.holdWeights();
  await app.prompt.fill('a house');
  await app.prompt.dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true });
  await expect(app.generate).toBeVisible();
  await expect(app.stop).toBeHidden();
  await app.prompt.press('Control+Enter');
  await expect(app.stop).toBeVisible();
  await app.prompt.press('Escape');
  await expect(app.stop).toBeHidden();
});

test('width and height change places', async ({ app, page }) => {
  await page.getByRole('radio', { name: /^1:2, / }).check();
  const width = await page.getByRole('textbox', { name: 'Width' }).inputValue();
  await page.getByRole('button', { name: 'Swap width and height' }).click();
  await expect(page.getByRole('radio', { name: /^2:1, / })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'Height' })).toHaveValue(width);
  await expect(app.prompt).toBeVisible();
});

test('solver and steps of both stages are chosen, kept, painted with, and set back', async ({
  app,
  page,
}) => {
  await app.open('Advanced');
  const stage = (name: string) => page.getByRole('group', { name });
  const [c, b] = [stage('Stage C (composition)'), stage('Stage B (refinement)')];
  await c.getByRole('slider', { name: 'Steps' }).fill('2');
  await c.getByRole('slider', { name: 'Guidance' }).fill('2.5');
  await c.getByRole('combobox', { name: 'Solver' }).selectOption('DPM-Solver++ 2M');
  await b.getByRole('slider', { name: 'Steps' }).fill('3');
  await b.getByRole('slider', { name: 'Guidance' }).fill('1.5');
  await b.getByRole('combobox', { name: 'Solver' }).selectOption('DDIM');
  await page.reload();
  await app.open('Advanced');
  await expect(c.getByRole('combobox', { name: 'Solver' })).toHaveValue('dpm++2m');
  await app.paint('a house');
  await page.getByRole('button', { name: 'Full size' }).click();
  const facts = page.getByRole('dialog');
  await expect(facts).toContainText('2 steps, guidance 2.5, DPM-Solver++ 2M');
  await expect(facts).toContainText('3 steps, guidance 1.5, DDIM');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reset to the model’s defaults' }).click();
  await expect(c.getByRole('combobox', { name: 'Solver' })).toHaveValue('ddpm');
  await expect(b.getByRole('slider', { name: 'Steps' })).toHaveValue('2');
});

test('half a number is kept and not complained about until it is left', async ({ page }) => {
  const width = page.getByRole('textbox', { name: 'Width' });
  const complaint = page.getByText(/can’t paint \d/);
  await width.focus();
  await width.press('Control+a');
  await width.press('Backspace');
  await expect(width).toHaveValue('');
  await width.pressSequentially('51');
  await expect(complaint).toBeHidden();
  await page.reload();
  await expect(width).toHaveValue('51');
  await expect(complaint).toBeVisible();
  await width.focus();
  await width.press('End');
  await width.pressSequentially('2');
  await width.press('Tab');
  await expect(complaint).toBeHidden();
});

test('whoever has no words is surprised with one press', async ({ app, page }) => {
  await page.getByRole('button', { name: 'Surprise me' }).click();
  await expect(app.picture).toHaveAttribute('alt', /^a (red house|sailboat on the sea)$/, {
    timeout: 60_000,
  });
  await expect(app.prompt).toHaveValue(/^a (red house|sailboat on the sea)$/);
});

test('the picture in the frame tells its prompt and lends its settings', async ({ app, page }) => {
  await app.keepSeed('5');
  await app.paint('a house');
  await app.prompt.fill('something else');
  await app.keepSeed('6');
  const made = page.getByRole('group', { name: 'How it was made' });
  await expect(made.getByText('a house', { exact: true })).toBeVisible();
  await made.getByRole('button', { name: 'Use all settings' }).click();
  await expect(app.prompt).toHaveValue('a house');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('5');
  await expect(page.getByRole('button', { name: 'Restore prompt' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.prompt).toHaveValue('something else');
});
