import {
  formatAddress,
  readOfSite,
  readTyped,
  type PackageAddress,
  isFetchable,
} from '../../src/package/address.ts';
import { httpOrigin } from '../../src/package/http-origin.ts';
import { hubOrigin } from '../../src/package/hub-origin.ts';
import {
  packageBytes,
  packageFiles,
  parseManifest,
  type FileEntry,
  type Manifest,
} from '../../src/package/manifest.ts';
import type { PackageOrigin } from '../../src/package/origin.ts';
import { assertIntact, parseManifestText } from '../../src/package/source.ts';
import { Meter, type PullProgress } from '../hub/progress.ts';
import { newDigest } from '../node/sha256.ts';
import { browserFetch, type Answer } from './browser-fetch.ts';
import { Findings } from './findings.ts';
import { noteCompression, noteFileHeaders, noteManifestHeaders } from './headers.ts';

/** Whether a host serves a package so that pages can fetch it: it is asked as a page asks. */

interface CheckOptions {
  /** As a person would type it; with `site` also a folder of that site by its path. */
  address: string;
  /** The page that will fetch it; absent: one of another site. */
  site?: string;
  /** Every byte is fetched and verified. */
  full?: boolean;
  onProgress?: (progress: PullProgress) => void;
}

interface HostReport {
  passed: boolean;
  report: string;
}

type RemoteAddress = Extract<PackageAddress, { kind: 'folder' | 'hub' }>;

const isRemote = (address: PackageAddress): address is RemoteAddress => isFetchable(address);

const ELSEWHERE = 'https://a-page-elsewhere.example/';
/** Files at a time. */
const PARALLEL = 4;

/** @throws Error if the address is none */
export async function checkHost(options: CheckOptions): Promise<HostReport> {
  const site = options.site ?? ELSEWHERE;
  // A path means a folder of the page's site, so only where one is named.
  const read = options.site === undefined ? readTyped : readOfSite;
  const address = URL.canParse(site) ? read(options.address, site) : null;
  if (address === null || !isRemote(address)) {
    throw new Error(
      `Expected a folder served over https, a repository such as owner/name, or with --site a folder of that site; received ${options.address}`,
    );
  }
  const host = new Host(address, new URL(site).origin);
  const manifest = await readManifest(host);
  if (manifest !== null) {
    await checkFiles(host, manifest, options);
    if (host.address.kind === 'folder') await checkUnknownPath(host, host.address.url);
  }
  return { passed: host.findings.passed, report: report(host, manifest, options) };
}

/** A host that is asked file by file, and what was found about it. */
class Host {
  readonly findings = new Findings();
  private readonly pageOrigin: string;
  address: RemoteAddress;

  constructor(address: RemoteAddress, pageOrigin: string) {
    this.address = address;
    this.pageOrigin = pageOrigin;
  }

  /**
   * Does something with the package's origin. Errors, and answers that a page would not see, are noted.
   * @returns the value and the last answer; null where there is no value
   */
  async ask<T>(
    path: string,
    task: (origin: PackageOrigin) => Promise<T>,
  ): Promise<{ value: T; answer: Answer } | null> {
    const answers: Answer[] = [];
    try {
      const value = await task(await this.open((answer) => answers.push(answer)));
      return { value, answer: answers.at(-1)! };
    } catch (error) {
      // Whoever may not read an answer cannot know what is wrong with it either.
      if (!answers.some(({ hidden }) => hidden !== null)) {
        const said = error instanceof Error ? error.message : String(error);
        this.findings.note('wrong', path, said.replaceAll(path, 'It'));
      }
      return null;
    } finally {
      for (const { hidden } of answers) {
        if (hidden !== null) this.findings.note('wrong', path, `Pages may not read it: ${hidden}`);
      }
    }
  }

  /** What a page gets at an address that is no file's. */
  async fetch(url: URL): Promise<Answer | null> {
    const answers: Answer[] = [];
    const request = browserFetch(this.pageOrigin, (answer) => answers.push(answer));
    const response = await request(url).catch(() => null);
    await response?.body?.cancel();
    return answers.at(-1) ?? null;
  }

  private async open(onAnswer: (answer: Answer) => void): Promise<PackageOrigin> {
    const options = { fetch: browserFetch(this.pageOrigin, onAnswer) };
    const { address } = this;
    if (address.kind === 'folder') {
      return httpOrigin(address.url, { ...options, pageOrigin: this.pageOrigin });
    }
    const origin = await hubOrigin(address, options);
    // The branch is asked for once: from now on it is this commit.
    this.address = origin.address as RemoteAddress;
    return origin;
  }
}

async function readManifest(host: Host): Promise<Manifest | null> {
  const path = 'manifest.json';
  const asked = await host.ask(path, async (origin) =>
    parseManifest(parseManifestText(await origin.manifest())),
  );
  if (asked === null) return null;
  if (host.address.kind === 'folder') {
    noteManifestHeaders(host.findings, path, asked.answer.response.headers);
  }
  return asked.value;
}

async function checkFiles(
  host: Host,
  manifest: Manifest,
  { full = false, onProgress }: CheckOptions,
): Promise<void> {
  const files = packageFiles(manifest);
  const meter = new Meter(packageBytes(manifest));
  const waiting = [...files];
  const take = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { path } = file;
      await checkEnd(host, file);
      if (!full) continue;
      await readWhole(host, file, (done, received) =>
        onProgress?.(meter.add(path, done, received)),
      );
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, take));
  if (full) return;
  const largest = [...files].sort((a, b) => b.sizeBytes - a.sizeBytes)[0]!;
  await readWhole(host, largest, null);
}

/** Asks for a file's last byte: it is there, it is as long as it should be, and a cut download could go on. */
async function checkEnd(host: Host, file: FileEntry): Promise<void> {
  const { path, sizeBytes } = file;
  const from = Math.max(0, sizeBytes - 1);
  const asked = await host.ask(path, async (origin) => {
    const opened = await origin.open(file, { from, to: sizeBytes });
    await opened.body.cancel();
    return opened.from;
  });
  if (asked === null) return;
  if (asked.value !== from) {
    host.findings.note(
      'better',
      path,
      'Expected part of it (status 206), received all of it: an interrupted download starts over. Allow range requests.',
    );
  }
  if (host.address.kind === 'folder') noteFileHeaders(host.findings, file, asked.answer);
}

/** Asks for a file from its first byte on; without `onBytes` no more than its headers. */
async function readWhole(
  host: Host,
  file: FileEntry,
  onBytes: ((done: number, received: number) => void) | null,
): Promise<void> {
  const asked = await host.ask(file.path, async (origin) => {
    const { body } = await origin.open(file, { from: 0, to: file.sizeBytes });
    if (onBytes === null) return body.cancel();
    const digest = newDigest();
    let done = 0;
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      digest.update(chunk);
      done += chunk.length;
      onBytes(done, chunk.length);
    }
    assertIntact(file, done, digest.end().sha256);
  });
  if (asked !== null) noteCompression(host.findings, file.path, asked.answer.response.headers);
}

async function checkUnknownPath(host: Host, folder: string): Promise<void> {
  const path = 'a-file-that-is-not-there.bin';
  const answer = await host.fetch(new URL(path, folder));
  if (answer === null) return;
  const { response, hidden } = answer;
  if (response.ok) {
    host.findings.note(
      'better',
      path,
      `Expected status 404 where there is no file, received ${response.status}: a missing file would look damaged. Answer with 404.`,
    );
  } else if (hidden !== null) {
    host.findings.note(
      'better',
      path,
      `An error (${response.status}) may not be read by pages: ${hidden}. A page can only say that the connection failed, and tries again. Send the header with errors, too (nginx: add_header ... always).`,
    );
  }
}

function report(host: Host, manifest: Manifest | null, { full = false }: CheckOptions): string {
  const { findings } = host;
  const at = formatAddress(host.address);
  const what =
    manifest === null
      ? at
      : `${manifest.name} (${manifest.id}), ${manifest.precision}: ${packageFiles(manifest).length} files, ${(packageBytes(manifest) / 1e6).toFixed(1)} MB, at ${at}`;
  const passed = full
    ? 'Passed: every file is there, byte for byte.'
    : 'Passed: every file is there, with the right length. Use --full to check every byte.';
  return [
    what,
    ...findings.lines(),
    findings.passed
      ? passed
      : 'FAILED: pages cannot download it until everything marked WRONG is fixed.',
  ].join('\n');
}
