import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGE_POLICY, SECURITY_HEADERS } from '../../security-headers.ts';

const hosting = readFileSync('docs/hosting.md', 'utf8');
/** By the name of the host that each begins with. */
const examples = Object.fromEntries(
  ['Netlify, Cloudflare Pages', 'nginx', 'Caddy'].map((host) => {
    const [, text = ''] = hosting.split(`**${host}**`);
    return [host, text.split('```')[1] ?? ''];
  }),
);

test.each(Object.keys(examples))('what is shown for %s has every header', (host) => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    const line = examples[host]!.split('\n').find((each) => each.includes(name)) ?? '';
    expect(line.replaceAll('"', '').replace(':', ''), name).toContain(`${name} ${value}`);
  }
});

test('a policy that comes as a header keeps no worker from the hosts of models', () => {
  expect(SECURITY_HEADERS['Content-Security-Policy']).toBe("frame-ancestors 'none'");
  expect(PAGE_POLICY).not.toContain("'unsafe-eval'");
  expect(PAGE_POLICY).toContain("require-trusted-types-for 'script'");
});
