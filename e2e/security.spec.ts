import { SECURITY_HEADERS } from '../security-headers.ts';
import { expect, test } from './test.ts';

test('headers and Trusted Types: no frame, no foreign script, no markup from text', async ({
  app,
  page,
}) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Type/i.test(message.text()))
      problems.push(message.text());
  });
  const response = (await page.goto(
    './?model=test-models/micro/#v=1&prompt=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E',
  ))!;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    expect(await response.headerValue(name)).toBe(value);
  }
  await app.modelIsOpen();
  // A link's text is text.
  await expect(app.prompt).toHaveValue('<img src=x onerror=alert(1)>');
  await expect(page.locator('img[src=x]')).toHaveCount(0);
  expect(problems).toEqual([]);
  const refusals = await page.evaluate(() => {
    const refused = (act: () => unknown) => {
      try {
        act();
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    };
    return [
      refused(() => (document.createElement('div').innerHTML = '<b>bold</b>')),
      refused(() => new Worker('https://other.example/worker.js')),
      refused(() => (document.createElement('script').src = 'https://other.example/x.js')),
      refused(() => document.createElement('div').setAttribute('onclick', 'alert(1)')),
    ];
  });
  expect(refusals).toEqual([true, true, true, true]);
});
