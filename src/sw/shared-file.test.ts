import { expect, it, vi } from 'vitest';
import { receiveSharedFile } from './shared-file.ts';

const APP = 'https://example.test/app/';

function post(fields: Record<string, string | File>): Request {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return new Request(`${APP}share-target`, { method: 'POST', body });
}

it('keeps the file with its name and opens the app', async () => {
  const put = vi.fn<Cache['put']>().mockResolvedValue(undefined);
  const file = new File(['png'], 'für dich.png', { type: 'image/png' });
  const answer = await receiveSharedFile(post({ file }), { put } as unknown as Cache, APP);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`${APP}?shared=`);
  const [address, kept] = put.mock.calls[0]!;
  expect(address).toEqual(new URL('file', APP));
  expect(await kept.text()).toBe('png');
  expect(kept.headers.get('content-type')).toBe('image/png');
  expect(decodeURIComponent(kept.headers.get('x-file-name')!)).toBe('für dich.png');
});

it.each([
  ['text', post({ file: 'text' })],
  ['nothing that can be read', new Request(`${APP}share-target`, { method: 'POST', body: '?' })],
])('just opens the app where %s was shared', async (_name, request) => {
  const put = vi.fn<Cache['put']>();
  const answer = await receiveSharedFile(request, { put } as unknown as Cache, APP);
  expect(answer.headers.get('location')).toBe(APP);
  expect(put).not.toHaveBeenCalled();
});
