import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../src/package/manifest.ts';
import {
  OPEN_TO_ALL,
  openFaultServer,
  type Fault,
  type FaultServer,
} from '../../src/package/testing/fault-server.ts';
import { checkHost } from './check.ts';
import { exportReference } from '../testing/reference-package.ts';

const root = mkdtempSync(join(tmpdir(), 'host-'));
const folder = join(root, 'package');
let manifest: Manifest;
/** The largest file, and another one. */
let big: string;
let other: string;
let server: FaultServer;

const filesOf = (of: string) =>
  new Map(readdirSync(of).map((name) => [name, readFileSync(join(of, name))]));

/** The same package as if its files were named without what they hold. */
const plainlyNamed = (files: Map<string, Buffer>) => {
  // Two encoders have a file of this name each.
  const plain = (text: string) =>
    text.replaceAll(/\.([0-9a-f]{12})(?=\.)/g, (_, hash: string, at: number) =>
      text.slice(0, at).endsWith('empty-text') ? `-${hash.slice(0, 4)}` : '',
    );
  return new Map(
    [...files].map(([name, bytes]) => [
      plain(name),
      name === 'manifest.json' ? Buffer.from(plain(bytes.toString())) : bytes,
    ]),
  );
};

const FOR_EVER = 'public, max-age=31536000, immutable';
const cacheControl = (path: string) => ({
  'Cache-Control': path === 'manifest.json' ? 'no-cache' : FOR_EVER,
});

beforeAll(async () => {
  manifest = await exportReference(folder);
  const shards = Object.values(manifest.networks).flatMap(({ data }) => data);
  big = shards.sort((a, b) => b.sizeBytes - a.sizeBytes)[0]!.path;
  other = manifest.networks['vqgan-decode'].data[0]!.path;
});
beforeEach(async () => {
  server = await openFaultServer(filesOf(folder));
  server.headers = (path) => ({ ...OPEN_TO_ALL, ...cacheControl(path) });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});
afterAll(() => rmSync(root, { recursive: true }));

async function check(flags: { site?: string; full?: boolean } = {}) {
  const { passed, report } = await checkHost({ address: server.url, ...flags });
  const [what, ...lines] = report.split('\n');
  const end = lines.pop()!;
  expect(end).toMatch(passed ? /^Passed/ : /^FAILED/);
  return { passed, what, lines };
}

describe('a host as it should be', () => {
  it('passes without a word, and is asked for one byte of each file', async () => {
    const { passed, what, lines } = await check();
    expect(lines).toEqual([]);
    expect(passed).toBe(true);
    expect(what).toBe(`${manifest.name} (${manifest.id}), f32: 26 files, 2.9 MB, at ${server.url}`);
    const whole = server.asked.filter(({ range }) => range === undefined).map(({ path }) => path);
    expect(whole.sort()).toEqual(['a-file-that-is-not-there.bin', big, 'manifest.json'].sort());
  });

  it('is believed byte for byte only where they were read', async () => {
    server.faults.set(other, [{ kind: 'slow', bytesPerSecond: 1e9 }, { kind: 'corrupt' }]);
    expect(await check()).toMatchObject({ passed: true });
    server.faults.set(other, [{ kind: 'slow', bytesPerSecond: 1e9 }, { kind: 'corrupt' }]);
    const { passed, lines } = await check({ full: true });
    expect(passed).toBe(false);
    expect(lines).toEqual([expect.stringMatching(/^WRONG {2}It is corrupt: expected SHA-256/)]);
    expect((await check({ full: true })).passed).toBe(true);
  });
});

it('tells that pages of other sites may not read it; of its own site they may', async () => {
  server.headers = cacheControl;
  const { passed, lines } = await check();
  expect(passed).toBe(false);
  expect(lines).toEqual([
    expect.stringMatching(
      /^WRONG {2}Pages may not read it: expected Access-Control-Allow-Origin: \*, received none \(manifest\.json, .* and 25 more\)$/,
    ),
    expect.stringMatching(/^BETTER {2}An error \(404\) may not be read by pages: /),
  ]);
  expect(await check({ site: server.url })).toMatchObject({ passed: true, lines: [] });
  expect(await checkHost({ address: './', site: server.url })).toMatchObject({ passed: true });
  await expect(checkHost({ address: './' })).rejects.toThrow('with --site a folder of that site');
});

it('tells whom the host lets read instead', async () => {
  const allowed = 'https://page.example';
  server.headers = (path) => ({
    ...OPEN_TO_ALL,
    ...cacheControl(path),
    'Access-Control-Allow-Origin': allowed,
  });
  expect((await check()).lines[0]).toContain(`received ${allowed} (manifest.json`);
  expect(await check({ site: `${allowed}/app/` })).toMatchObject({ passed: true, lines: [] });
});

it.each<[string, Fault, boolean, RegExp]>([
  ['no ranges', { kind: 'no-ranges' }, true, /^BETTER {2}Expected part of it \(status 206\)/],
  ['a page', { kind: 'html' }, false, /^WRONG {2}It is missing: .* a web page/],
  ['a missing file', { kind: 'status', status: 404 }, false, /It is missing: .* 404/],
  ['a closed door', { kind: 'status', status: 403 }, false, /It is not public/],
  ['a longer file', { kind: 'resize', bytes: 3 }, false, /It has the wrong length: expected \d+/],
  ['a shorter file', { kind: 'resize', bytes: -3 }, false, /^WRONG {2}It .*length/],
  ['a redirect', { kind: 'redirect', type: 'image/png' }, false, /led to a different type/],
])('names a file in whose place comes %s', async (_name, fault, passes, message) => {
  server.faults.set(other, [fault]);
  const { passed, lines } = await check();
  expect(passed).toBe(passes);
  expect(lines).toEqual([expect.stringMatching(message)]);
  expect(lines[0]).toContain(`(${other})`);
});

it('follows a redirect only where a page could', async () => {
  server.faults.set(other, [{ kind: 'redirect', type: 'application/octet-stream' }]);
  server.headers = (path) => (path === other ? cacheControl(path) : OPEN_TO_ALL);
  const { lines } = await check();
  expect(lines[0]).toBe(
    `WRONG  Pages may not read it: expected Access-Control-Allow-Origin: *, received none with status 302 (${other})`,
  );
});

it('says once what holds for many files', async () => {
  server.headers = () => ({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'max-age=600' });
  const { passed, lines } = await check();
  expect(passed).toBe(true);
  expect(lines).toHaveLength(3);
  expect(lines.join('\n')).toMatch(/Expected Cache-Control: no-cache, received max-age=600: .*\n/);
  expect(lines.join('\n')).toMatch(/lacks Content-Range: .* and 24 more\)/);
  expect(lines.join('\n')).toMatch(/Expected Cache-Control: public, max-age=31536000, immutable/);
});

it('advises on names, errors, unknown addresses and compression', async () => {
  await server.close();
  server = await openFaultServer(plainlyNamed(filesOf('public/models/builtin')));
  const unknown = 'a-file-that-is-not-there.bin';
  const zipped = 'decoder-step.bin';
  server.headers = (path) => ({
    ...(path !== unknown && OPEN_TO_ALL),
    'Cache-Control': 'no-cache',
    ...(path === zipped && { 'Content-Encoding': 'gzip' }),
  });
  const first = await check();
  expect(first.passed).toBe(true);
  expect(first.lines.join('\n')).toMatch(
    /Its name does not depend on its content, .* and \d+ more\)/,
  );
  expect(first.lines.join('\n')).toMatch(/It is sent compressed \(gzip\): .*decoder-step\.bin/);
  expect(first.lines.join('\n')).toMatch(/An error \(404\) may not be read by pages: .* always/);
  server.answers.set(`/model/${unknown}`, '{}');
  expect((await check()).lines.join('\n')).toContain('Expected status 404 where there is no file');
});

it('knows repositories of the Hub, at one commit', async () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  server.answers.set('/api/models/acme/w/revision/main', JSON.stringify({ sha: commit }));
  server.prefixes.unshift(`/acme/w/resolve/${commit}/q4/`);
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) =>
    fetch(url.href.replace('https://huggingface.co', new URL(server.url).origin), init),
  );
  const { passed, report } = await checkHost({ address: 'acme/w/q4' });
  expect(report).toContain(`at hf:acme/w/q4@${commit}`);
  expect(passed).toBe(true);
  expect(report.split('\n')).toHaveLength(2);
});

it('tells of what does not answer, or is no package', async () => {
  server.files.set('manifest.json', Buffer.from('{}'));
  expect((await check()).lines[0]).toMatch(/^WRONG {2}It is not a valid model package:/);
  await server.close();
  const { passed, lines } = await check();
  expect(passed).toBe(false);
  expect(lines[0]).toMatch(/^WRONG {2}It could not be fetched from localhost:\d+: .*ECONNREFUSED/);
});

it.each(['http://models.test/', './models/x', ''])('refuses %j', async (address) => {
  await expect(checkHost({ address, site: 'nowhere' })).rejects.toThrow('Expected a folder');
});
