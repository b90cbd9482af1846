import { expect, test } from './test.ts';

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

test('an empty prompt is not sent, and the page says why', async ({ app, page }) => {
  await app.generate.click();
  const reason = page.getByRole('alert').filter({ hasText: 'Enter a prompt first.' });
  await expect(reason).toBeVisible();
  await expect(app.prompt).toBeFocused();
  await expect(app.prompt).toHaveAttribute('aria-invalid', 'true');
  await expect(app.stop).toBeHidden();
  await app.prompt.fill('a');
  await expect(reason).toBeHidden();
});

test('a prompt beyond the encoder shows which words are dropped', async ({ app, page }) => {
  await app.prompt.fill(`${'a '.repeat(75)}forgotten words`);
  await expect(page.getByText('Only the first 75 tokens count.')).toBeVisible();
  await expect(page.getByText('“forgotten words”')).toBeHidden();
  await page.getByText('Show what is cut').click();
  await expect(page.getByText('“forgotten words”')).toBeVisible();
  await app.prompt.fill('a house');
  await expect(page.getByText('“forgotten words”')).toBeHidden();
  await expect(page.getByText('Only the first 75 tokens count.')).toBeHidden();
});

test('each alternative is counted by itself, not all of them as one text', async ({
  app,
  page,
}) => {
  const tooLong = page.getByText('Only the first 75 tokens count.');
  const forty = 'a '.repeat(40);
  await app.prompt.fill(`{${forty}|${forty}}`);
  await expect(page.getByRole('button', { name: 'Generate', exact: true })).toBeVisible();
  await app.prompt.fill(`{${forty}|${forty}house}`);
  await expect(page.getByRole('button', { name: 'Generate 2 pictures' })).toBeVisible();
  await page.waitForTimeout(600);
  await expect(tooLong).toBeHidden();
  await app.prompt.fill(`${forty}{house|${'a '.repeat(36)}|tree}`);
  await expect(tooLong).toBeVisible();
  await expect(page.getByText('76 of 75 tokens')).toBeVisible();
});

test('of a text without spaces the part from token 76 on is shown', async ({ app, page }) => {
  // Three tokens a character.
  const text = '青い海の上に浮かぶ赤い気球と白い家が夕焼けに光る';
  await app.prompt.fill(text + text);
  await page.getByText('Show what is cut').click();
  await expect(page.getByRole('list', { name: 'What is cut' })).toHaveText(
    `“${(text + text).slice(25)}”`,
  );
});

test('what other programs understand is named in one quiet line', async ({ app, page }) => {
  await app.prompt.fill('a ((red:1.3)) house <lora:film:0.8> BREAK the sea --ar 16:9');
  const line = page.getByText('Has no effect in this app:');
  await expect(line).toHaveText(
    'Has no effect in this app: ((red:1.3)), <lora:film:0.8>, BREAK, --ar 16:9',
  );
  await expect(line).toHaveCount(1);
  await app.prompt.fill('a red house (by the sea)');
  await expect(line).toBeHidden();
});

for (const model of ['micro', 'closed']) {
  test(`a very long prompt leaves Generate in sight: ${model}`, async ({ app, page }) => {
    await page.setViewportSize({ width: 1024, height: 600 });
    await app.enter({ model, provider: 'wasm' });
    await app.modelIsOpen();
    const words = Array.from({ length: 400 }, (_, i) => `zq${i.toString(36)}xv`).join(' ');
    for (const text of [words, `ein rotes Haus am See ${'im Haus '.repeat(120)}`]) {
      await app.prompt.fill(text);
      await expect(page.getByText('Only the first 75 tokens count.')).toBeVisible();
      await page.waitForTimeout(800);
      await expect(app.generate).toBeInViewport({ ratio: 1 });
    }
    await page.getByText('Show what is cut').click();
    await expect(page.getByRole('list', { name: 'What is cut' })).toBeVisible();
    await expect(app.generate).toBeInViewport({ ratio: 1 });
  });
}

test('an example fills the prompt and starts nothing', async ({ app, page }) => {
  await page.getByRole('button', { name: 'a sailboat on the sea' }).click();
  await expect(app.prompt).toHaveValue('a sailboat on the sea');
  await expect(app.stop).toBeHidden();
});

test('the form survives a reload', async ({ app, page }) => {
  await app.prompt.fill('kept');
  await app.keepSeed('12');
  await page.reload();
  await expect(app.prompt).toHaveValue('kept');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('12');
});

test('an impossible size is answered with possible ones', async ({ app, page }) => {
  await app.prompt.fill('a house');
  await page.getByRole('textbox', { name: 'Width' }).fill('500');
  await app.generate.click();
  await expect(page.getByText('can’t paint 500 × 256')).toBeVisible();
  await expect(app.stop).toBeHidden();
  await page.getByRole('button', { name: 'Use 512 × 256' }).click();
  await expect(page.getByText('can’t paint')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Width' })).toHaveValue('512');
});

test('Generate leads to the size that stops it, in closed settings too, and says it again', async ({
  app,
  page,
}) => {
  const width = page.getByRole('textbox', { name: 'Width' });
  const height = page.getByRole('textbox', { name: 'Height' });
  const reason = page.getByRole('alert').filter({ hasText: 'can’t paint 256 × 300' });
  await expect(page.getByText('256 to 768 pixels, in steps of 128')).toBeVisible();
  await app.prompt.fill('a house');
  await height.fill('300');
  await page.locator('summary').filter({ hasText: 'Settings' }).click();
  await expect(height).toBeHidden();
  await app.generate.click();
  await expect(height).toBeFocused();
  await expect(height).toHaveAttribute('aria-invalid', 'true');
  await expect(width).toHaveAttribute('aria-invalid', 'false');
  await expect(reason).toBeInViewport();
  await expect(reason.getByRole('button').first()).toHaveText('Use 256 × 256');
  await app.prompt.focus();
  await app.prompt.press('Control+Enter');
  await expect(height).toBeFocused();
  await width.fill('wide');
  await app.generate.click();
  await expect(width).toBeFocused();
  await expect(page.getByText('Enter width and height as whole numbers')).toBeVisible();
  await expect(app.stop).toBeHidden();
});

test('a ratio stays chosen at every size that has it', async ({ app, page }) => {
  const square = page.getByRole('radio', { name: /^1:1, / });
  await expect(square).toBeChecked();
  await app.chooseSide(512);
  await expect(square).toBeChecked();
  await page.getByRole('textbox', { name: 'Height' }).fill('256');
  await expect(page.getByRole('radio', { name: /^2:1, / })).toBeChecked();
});

test('a chosen ratio is the size of the picture', async ({ app, page }) => {
  await page.getByRole('radio', { name: /^1:2, / }).check();
  await app.paint('a house');
  const { width, height } = await app.look();
  expect(height).toBe(2 * width);
});

test('a seed that is none is refused', async ({ app, page }) => {
  await app.prompt.fill('a house');
  await app.keepSeed('lucky');
  await app.generate.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Enter a whole number' })).toBeVisible();
});
