import type { AppPage } from './pages/app-page.ts';
import { expect, test } from './test.ts';

// Requests through a service worker could not be held up.
test.use({ serviceWorkers: 'block' });
test.setTimeout(240_000);

/** Several pictures may have to be painted first, and the worker started anew. */
const PAINTED = { timeout: 120_000 };

/** “long” is being painted until the returned function is called; the others wait for it. */
async function fillQueue(app: AppPage, prompts: string[]): Promise<() => void> {
  await app.chooseSteps(1);
  const release = await app.holdWeights();
  await app.prompt.fill('long');
  await app.generate.click();
  for (const prompt of prompts) {
    await app.prompt.fill(prompt);
    await app.page.getByRole('button', { name: 'Add to queue' }).click();
  }
  await expect(app.waiting).toHaveCount(prompts.length);
  return release;
}

const order = (app: AppPage) =>
  app.waiting.evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent));

test.beforeEach(async ({ app }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

test('what is ordered meanwhile waits, and Stop goes on with the next', async ({ app, page }) => {
  await expect(app.queue).toBeHidden();
  const release = await fillQueue(app, ['one', 'two']);
  await expect(app.queue).toContainText('Painting now');
  await app.stop.click();
  await expect(app.waiting).toHaveCount(1);
  await expect(page).toHaveTitle(/one/);
  release();
  await expect(app.picture).toHaveAttribute('alt', 'two', PAINTED);
  await expect(app.queue).toBeHidden();
  await expect(app.stop).toBeHidden();
  await expect(page).toHaveTitle(/^✓ two/);
});

test('the pictures of a queue fill a grid; one that was chosen stays until it is let go of', async ({
  app,
  page,
}) => {
  const release = await fillQueue(app, ['one']);
  await app.chooseSteps(60);
  await app.chooseSide(768);
  await app.prompt.fill('slow');
  const add = page.getByRole('button', { name: 'Add to queue' });
  await add.click();
  await app.chooseSteps(1);
  await app.chooseSide(256);
  await app.prompt.fill('last');
  await add.click();
  const grid = page.getByRole('group', { name: /of \d pictures ready$/ });
  const ready = grid.getByRole('button');
  await expect(grid).toHaveAccessibleName('0 of 4 pictures ready');
  release();
  await expect(page).toHaveTitle(/slow/, PAINTED);
  await expect(app.progress).toContainText(app.stepOf(60), PAINTED);
  await expect(grid).toHaveAccessibleName('2 of 4 pictures ready');
  await expect(grid.getByRole('img', { name: /Rough preview/ })).toBeVisible();
  const drawn = () =>
    ready
      .locator('img')
      .evaluateAll((images: HTMLImageElement[]) =>
        images.map(({ complete, naturalWidth }) => complete && naturalWidth > 0),
      );
  await expect.poll(drawn).toEqual([true, true]);
  // The ring is on what is shown: no kept picture while the painting is watched.
  const ringed = page.getByRole('group', { name: 'Recent' }).getByRole('radio', { checked: true });
  await expect(ringed).toHaveCount(0);

  await ready.first().click();
  await expect(grid).toBeHidden();
  await expect(app.picture).toHaveAttribute('alt', 'long');
  await expect(ringed).toHaveAccessibleName('Show: long');
  await app.stop.click();
  await expect(page.getByRole('radio', { name: 'Show: last' })).toBeVisible(PAINTED);
  await expect(app.stop).toBeHidden();
  await expect(app.picture).toHaveAttribute('alt', 'long');

  await page.getByRole('button', { name: 'All 3 pictures' }).click();
  await expect(ready).toHaveCount(3);
  await expect.poll(drawn).toEqual([true, true, true]);
  await expect(app.picture).toHaveAttribute('alt', 'last');
  await expect(ringed).toHaveAccessibleName('Show: last');
  await expect(grid.getByRole('button', { name: 'Show: last' })).toHaveAttribute(
    'aria-current',
    'true',
  );
});

test('Stop answers at once although others wait', async ({ app }) => {
  await fillQueue(app, ['one', 'two']);
  const answeredMs = await app.page.evaluate(async () => {
    const stop = [...document.querySelectorAll('button')].find(
      (button) => button.textContent === 'Stop',
    )!;
    const rows = () => document.querySelectorAll('section[aria-label="Queue"] li').length;
    const [before, pressedAt] = [rows(), performance.now()];
    stop.click();
    while (rows() === before) await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - pressedAt;
  });
  expect(answeredMs).toBeLessThan(500);
  await app.stopAndClear();
});

test('a row moves with the keyboard and keeps the focus', async ({ app, page }) => {
  await fillQueue(app, ['one', 'two', 'three']);
  await page.getByRole('button', { name: 'Move up: three' }).focus();
  await page.keyboard.press('Enter');
  expect(await order(app)).toEqual(['one', 'three', 'two']);
  await expect(app.spoken).toHaveText('Moved to position 2 of 3.');
  await page.keyboard.press('Enter');
  expect(await order(app)).toEqual(['three', 'one', 'two']);
  await expect(page.getByRole('button', { name: 'Move up: three' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await order(app)).toEqual(['one', 'three', 'two']);
  await expect(page.getByRole('button', { name: 'Move down: three' })).toBeFocused();
  await app.stopAndClear();
});

test('what is removed or cleared comes back with Undo', async ({ app, page }) => {
  await fillQueue(app, ['one', 'two', 'three']);
  await page.getByRole('button', { name: 'Remove: two' }).click();
  expect(await order(app)).toEqual(['one', 'three']);
  await expect(page.getByRole('button', { name: 'Remove: three' })).toBeFocused();
  await app.queue.getByRole('button', { name: 'Undo' }).click();
  expect(await order(app)).toEqual(['one', 'two', 'three']);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(app.waiting).toHaveCount(0);
  await expect(app.queue).toContainText('Removed 3 pictures.');
  await app.queue.getByRole('button', { name: 'Undo' }).click();
  expect(await order(app)).toEqual(['one', 'two', 'three']);
  await app.stopAndClear();
});

test('what comes back when nothing else is painted is painted', async ({ app, page }) => {
  const release = await fillQueue(app, ['one']);
  release();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await app.stop.click();
  await expect(app.stop).toBeHidden();
  await app.queue.getByRole('button', { name: 'Undo' }).click();
  await expect(app.picture).toHaveAttribute('alt', 'one', PAINTED);
});

test('Stop all keeps what waits until it is asked for', async ({ app, page }) => {
  const release = await fillQueue(app, ['one', 'two']);
  await page.getByRole('button', { name: 'Stop all' }).click();
  release();
  await expect(app.stop).toBeHidden();
  await expect(app.queue).toContainText('Queue paused.');
  expect(await order(app)).toEqual(['one', 'two']);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(app.picture).toHaveAttribute('alt', 'two', PAINTED);
});

test('a reload keeps what was painted and what waited, and starts nothing', async ({
  app,
  page,
}) => {
  const release = await fillQueue(app, ['one', 'two']);
  await page.reload();
  release();
  await expect(app.waiting).toHaveCount(3);
  expect(await order(app)).toEqual(['long', 'one', 'two']);
  await expect(app.queue).toContainText('Unfinished from your last visit.');
  await expect(app.stop).toBeHidden();
  await page.getByRole('button', { name: 'Remove: long' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(app.picture).toHaveAttribute('alt', 'two', PAINTED);
  await page.reload();
  await app.modelIsOpen();
  await expect(app.queue).toBeHidden();
});

test('what a closed tab has left is found by the next one', async ({ app, page, context }) => {
  await fillQueue(app, ['one']);
  const address = page.url();
  const other = await context.newPage();
  await other.goto(address);
  const rows = other.getByRole('region', { name: 'Queue' }).getByRole('listitem');
  await expect(other.getByText('About this model')).toBeVisible();
  await expect(rows).toHaveCount(0);
  await page.close();
  await other.reload();
  await expect(rows).toHaveCount(2);
});

test('after a failure the others wait, until it is given up', async ({ app, page }) => {
  await app.enter({ model: 'missing', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('{one|two|three}');
  await page.getByRole('button', { name: 'Generate 3 pictures' }).click();
  await expect(app.queue).toContainText('Paused because a picture failed.', PAINTED);
  await expect(app.waiting).toHaveCount(2);
  await page.getByRole('button', { name: 'Skip it and continue' }).click();
  await expect(app.waiting).toHaveCount(1);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the queue fits and is changed with a finger', async ({ app, page }) => {
    await fillQueue(app, ['one', 'two with so many words that it never fits the line']);
    const overflow = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    expect(await overflow()).toBe(0);
    const up = page.getByRole('button', { name: /^Move up: two/ });
    const { width, height } = (await up.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    await up.tap();
    expect((await order(app))[1]).toBe('one');
    await expect(app.stop).toBeInViewport();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflow()).toBe(0);
    await app.stopAndClear();
  });
});
