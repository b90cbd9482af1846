import { beforeEach, describe, expect, it } from 'vitest';
import type { HubFile } from './api.ts';
import { HubError } from './errors.ts';
import { COMMIT, ENDPOINT, FakeHub, REPOSITORY } from './testing/fake-hub.ts';

const text = (value: string) => new TextEncoder().encode(value);
const WEIGHTS = 'prior/weights.safetensors';
const weights = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7919) >> 5);

let hub: FakeHub;
beforeEach(() => {
  hub = new FakeHub();
  hub.files.set('model_index.json', text('{"_class_name":"WuerstchenPriorPipeline"}'));
  hub.files.set('prior/config.json', text('{"c":16}'));
  hub.files.set(WEIGHTS, weights);
  hub.files.set('prior/ä #1.json', text('[]'));
  hub.files.set('empty.txt', new Uint8Array());
});

async function errorOf(promise: Promise<unknown>): Promise<HubError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof HubError) return error;
  throw new Error('Expected a HubError', { cause: error });
}

const at = (path: string) => ({ repository: REPOSITORY, commit: COMMIT, path });

async function listed(path: string): Promise<HubFile> {
  const files = await hub.client().list(REPOSITORY, COMMIT);
  return files.find((file) => file.path === path)!;
}

describe('a commit', () => {
  it('is what a branch stands for', async () => {
    expect(await hub.client().resolveCommit(REPOSITORY, 'main')).toBe(COMMIT);
  });

  it.each([
    ['a web page', '<!doctype html>', { 'content-type': 'text/html; charset=utf-8' }],
    ['no JSON', 'hello', {}],
    ['something without a commit', '{"sha":"main"}', {}],
    ['null', 'null', {}],
  ])('is not taken from %s', async (_name, body, headers) => {
    hub.twist('api', { body, headers });
    expect(await errorOf(hub.client().resolveCommit(REPOSITORY, 'main'))).toMatchObject({
      kind: 'not-the-hub',
      message: expect.stringContaining(`${ENDPOINT} does not answer as the Hub does`) as string,
    });
  });

  it('is not read from an answer without an end', async () => {
    hub.twist('api', { body: new Uint8Array(9 * 2 ** 20).fill(32) });
    expect((await errorOf(hub.client().resolveCommit(REPOSITORY, 'main'))).kind).toBe('too-large');
  });
});

describe('a list', () => {
  it('comes page by page, with what each file hashes to', async () => {
    const files = await hub.client().list(REPOSITORY, COMMIT);
    expect(files.map(({ path }) => path)).toEqual([...hub.files.keys()]);
    expect(hub.asked).toHaveLength(3);
    expect(files[2]).toMatchObject({
      ...at(WEIGHTS),
      sizeBytes: 10_000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      gitBlobId: null,
    });
    expect(files[4]).toMatchObject({
      sizeBytes: 0,
      sha256: null,
      gitBlobId: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    });
  });

  it('asks for its next page here, whatever host it names: the token is for this one', async () => {
    hub.nextAt = 'https://huggingface.co';
    const client = hub.client({ token: { value: 'hf_secret', origin: 'a test' } });
    expect(await client.list(REPOSITORY, COMMIT)).toHaveLength(5);
    expect(hub.asked.map(({ url }) => new URL(url).origin)).toEqual(Array(3).fill(ENDPOINT));
  });

  it('without an end is refused', async () => {
    hub.pageLength = 0;
    const error = await errorOf(hub.client().list(REPOSITORY, COMMIT));
    expect(error).toMatchObject({ kind: 'not-the-hub' });
    expect(error.message).toContain('its list of files has no end');
  });

  it('that is none is refused', async () => {
    hub.twist('api', { body: '[{"type":"file","path":7}]' });
    expect((await errorOf(hub.client().list(REPOSITORY, COMMIT))).message).toContain(
      'expected a file\'s path and size, received {"type":"file","path":7}',
    );
    hub.twist('api', { body: '{"error":"x"}' });
    expect((await errorOf(hub.client().list(REPOSITORY, COMMIT))).kind).toBe('not-the-hub');
  });

  it('waits for a busy server between its pages, as long as that asks for', async () => {
    hub.twist('api', {}, { status: 429, headers: { 'retry-after': '7' } });
    expect(await hub.client().list(REPOSITORY, COMMIT)).toHaveLength(5);
    expect(hub.waits).toEqual([7000]);
    expect(hub.asked).toHaveLength(4);
  });
});

describe('requests', () => {
  it('need no permission of a browser: plain GETs, at most one simple range', async () => {
    const client = hub.client({ endpoint: `${ENDPOINT}/` });
    await client.resolveCommit(REPOSITORY, 'main');
    await client.readSmall(at('prior/config.json'), 100);
    await client.readRange(await listed(WEIGHTS), 5, 9);
    expect(hub.asked.every(({ method }) => method === 'GET')).toBe(true);
    expect(hub.asked.flatMap(({ headers }) => headers)).toEqual(['range']);
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=5-8']);
    expect(hub.asked.map(({ url }) => new URL(url).pathname).join()).not.toContain('//');
  });

  it('name paths as addresses do', async () => {
    expect(await hub.client().readJson(at('prior/ä #1.json'), 100)).toEqual([]);
    expect(hub.asked[0]!.url).toBe(
      `${ENDPOINT}/${REPOSITORY}/resolve/${COMMIT}/prior/%C3%A4%20%231.json`,
    );
  });

  it('are for a commit', async () => {
    await expect(
      hub.client().readSmall({ ...at('prior/config.json'), commit: 'main' }, 100),
    ).rejects.toThrow('Expected a commit; received main');
  });

  it('end with the reason of their signal', async () => {
    const stop = new AbortController();
    hub.twist('prior/config.json', { stallAfter: 3 });
    const reading = hub.client().readSmall(at('prior/config.json'), 100, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 10);
    await expect(reading).rejects.toThrow('enough');
  });

  it('end where nothing comes, and are made again', async () => {
    hub.twist('prior/config.json', { stallAfter: 3 }, { unreachable: true });
    const client = hub.client({ stallMs: 20 });
    expect(await client.readJson(at('prior/config.json'), 100)).toEqual({ c: 16 });
    expect(hub.waits).toEqual([500, 1000]);
  });
});

describe('a short file', () => {
  const CONFIG = at('prior/config.json');

  it.each([
    ['too long', {}, 7, 'too-large', 'expected at most 7 bytes, received more'],
    [
      'a web page with status 200',
      { body: '<title>Welcome to our hotel</title>', headers: { 'content-type': 'text/html' } },
      100,
      'not-a-file',
      'expected the file, received a web page (text/html)',
    ],
    ['no JSON', { body: '<!doctype' }, 100, 'not-a-file', 'expected JSON, received "<!doctype"'],
    [
      'a part that nobody asked for',
      { sendsPart: true },
      100,
      'not-a-file',
      'received a part of it',
    ],
  ])('is refused: %s', async (_name, twist, maxBytes, kind, message) => {
    hub.twist('prior/config.json', twist, twist, twist);
    const error = await errorOf(hub.client().readJson(CONFIG, maxBytes));
    expect(error).toMatchObject({ kind, path: 'prior/config.json', repository: REPOSITORY });
    expect(error.message).toContain(message);
  });

  it('that is not there is named', async () => {
    expect(await errorOf(hub.client().readSmall(at('no.json'), 100))).toMatchObject({
      kind: 'no-file',
      status: 404,
      message: `${REPOSITORY} has no file no.json at this commit (404).`,
    });
  });
});

describe('a range', () => {
  it('is what was asked for', async () => {
    const file = await listed(WEIGHTS);
    const read = await hub.client().readRange(file, 1234, 5678);
    expect(read).toEqual(weights.slice(1234, 5678));
    expect(await hub.client().readRange(file, 10_000, 10_000)).toHaveLength(0);
    await expect(hub.client().readRange(file, 0, 10_001)).rejects.toThrow(RangeError);
  });

  it('is cut from the whole file where the server knows none', async () => {
    const file = await listed(WEIGHTS);
    hub.twist(WEIGHTS, { ignoresRange: true });
    expect(await hub.client().readRange(file, 1234, 5678)).toEqual(weights.slice(1234, 5678));
  });

  it('is cut from the whole file where a range is refused, twice', async () => {
    const file = await listed(WEIGHTS);
    hub.twist(WEIGHTS, { unreachable: true }, { status: 400, isElsewhere: true });
    expect(await hub.client().readRange(file, 1234, 5678)).toEqual(weights.slice(1234, 5678));
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=1234-5677', 'bytes=1234-5677', null]);
  });

  it('is not, where too much would have to be read past', async () => {
    const file = { ...(await listed(WEIGHTS)), sizeBytes: 2 ** 32 };
    hub.twist(WEIGHTS, { ignoresRange: true });
    expect(await errorOf(hub.client().readRange(file, 2 ** 31, 2 ** 31 + 1))).toMatchObject({
      kind: 'no-ranges',
    });
  });

  it('of other bytes is refused', async () => {
    const file = await listed(WEIGHTS);
    hub.twist(WEIGHTS, { startsAt: 10 }, { startsAt: 10 });
    const error = await errorOf(hub.client().readRange(file, 1234, 5678));
    expect(error.kind).toBe('changed');
    expect(error.message).toContain('expected its bytes from 1234 on, received bytes 10-5677');
  });

  it('that breaks off, or is too short, is asked for again', async () => {
    const file = await listed(WEIGHTS);
    hub.twist(WEIGHTS, { cutAfter: 100 }, { status: 503 });
    expect(await hub.client().readRange(file, 0, 5000)).toEqual(weights.slice(0, 5000));
    hub.twist(WEIGHTS, ...Array.from({ length: 3 }, () => ({ body: 'short' })));
    const error = await errorOf(hub.client().readRange(file, 0, 5000));
    expect(error.message).toMatch(/broke off after 5 of 5000 bytes: .*given up after 3 tries/);
  });
});

describe('a refusal says what to do', () => {
  const refused = (headers: Record<string, string>, status: number, token?: string) => {
    hub.twist('prior/config.json', { status, headers });
    const client = hub.client({
      ...(token && { token: { value: token, origin: 'HF_TOKEN' }, setToken: 'set it as HF_TOKEN' }),
    });
    return errorOf(client.readSmall(at('prior/config.json'), 100));
  };

  it.each([
    ['gated', 401, { 'x-error-code': 'GatedRepo' }, undefined, /is gated \(401\)\. Open .*accept/],
    ['gated', 403, { 'x-error-code': 'GatedRepo' }, 'hf_x', /\/settings\/tokens, and set it as HF/],
    ['private-or-not-found', 401, { 'x-error-code': 'RepoNotFound' }, undefined, /no such repo/],
    ['no-access', 401, {}, 'hf_x', /does not accept the token from HF_TOKEN/],
    ['no-access', 403, {}, undefined, /without a token nobody may read it \(403\)/],
    ['private-or-not-found', 404, { 'x-error-code': 'RepoNotFound' }, 'hf_x', /has no repository/],
    ['no-revision', 404, { 'x-error-code': 'RevisionNotFound' }, undefined, /no branch, tag or c/],
    ['network', 418, {}, undefined, /hub\.test answered 418/],
  ])('%s (%i)', async (kind, status, headers, token, message) => {
    const error = await refused(headers, status, token);
    expect(error).toMatchObject({ kind, status, again: null });
    expect(error.message).toMatch(message);
    expect(hub.asked).toHaveLength(1);
  });

  it('of a signed address that has run out is no refusal: another one is asked for', async () => {
    const file = await listed(WEIGHTS);
    hub.twist(WEIGHTS, { status: 403, isElsewhere: true });
    expect(await hub.client().readRange(file, 0, 3)).toEqual(weights.slice(0, 3));
  });

  it('a wish for hours of rest is not waited for', async () => {
    const error = await refused({ 'retry-after': '86400' }, 503);
    expect(error.message).toBe(
      `${REPOSITORY}/prior/config.json: hub.test answered 503 and asks to be left alone for 1440 minutes`,
    );
    expect(hub.waits).toEqual([]);
  });
});
