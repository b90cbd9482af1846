import { expect, it } from 'vitest';
import { nameBrowser } from './browser.ts';

const KHTML = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/141.0.0.0 Safari/537.36`,
    'Chrome 141.0.0.0',
    'Windows',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.1`,
    'Edge 141.0.1',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari 26.0',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari 26.0',
    'iOS 18.6',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    'Firefox 143.0',
    'Linux',
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${KHTML} Chrome/141.0.0.0 Mobile Safari/537.36`,
    'Chrome 141.0.0.0',
    'Android 10',
  ],
])('reads %s', (userAgent, browser, system) => {
  expect(nameBrowser({ userAgent })).toEqual({ browser, system });
});

it('believes the lists of Chromium more than its user agent', () => {
  const brands = [
    { brand: 'Not?A_Brand', version: '24' },
    { brand: 'Chromium', version: '141' },
    { brand: 'Microsoft Edge', version: '141' },
  ];
  const clues = { userAgent: 'x', userAgentData: { platform: 'Windows', brands } };
  expect(nameBrowser(clues)).toEqual({ browser: 'Microsoft Edge 141', system: 'Windows' });
  const chromium = { platform: 'Linux', brands: brands.slice(0, 2) };
  expect(nameBrowser({ userAgent: 'x', userAgentData: chromium }).browser).toBe('Chromium 141');
});

it('shows what it does not know as it is', () => {
  expect(nameBrowser({ userAgent: 'Lynx' })).toEqual({ browser: 'Lynx', system: '' });
});
