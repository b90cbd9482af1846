import { expect, it } from 'vitest';
import { withIsolation } from './isolation.ts';

it('adds the headers of isolation and keeps everything else', async () => {
  const before = new Response('<p>', { status: 201, headers: { 'Content-Type': 'text/html' } });
  const after = withIsolation(before);
  expect(after.status).toBe(201);
  expect(Object.fromEntries(after.headers)).toEqual({
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(await after.text()).toBe('<p>');
});

it('replaces weaker headers of the host', () => {
  const headers = { 'Cross-Origin-Opener-Policy': 'unsafe-none' };
  const after = withIsolation(new Response('', { headers }));
  expect(after.headers.get('cross-origin-opener-policy')).toBe('same-origin');
});
