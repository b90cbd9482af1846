import type { DownloadTarget, HubFile, OnBytes } from './api.ts';
import { BrokenOff } from './body.ts';
import { assertFile, Ranges, resolveUrl, startOf } from './content.ts';
import { HubError } from './errors.ts';
import { hubError, nameOf, type Asked } from './refusals.ts';
import { brokenOff, request, type Answer, type Connection } from './request.ts';
import { digestOf, expectedHash, hashBytes, type ExpectedHash } from './verify.ts';

export interface DownloadJob {
  connection: Connection;
  asked: Asked;
  file: HubFile;
  target: DownloadTarget;
  signal: AbortSignal | undefined;
  onBytes: OnBytes;
  onCheck: ((checkedBytes: number) => void) | undefined;
}

/** One file on its way into a target. The hash goes along with the bytes, over as many tries as it takes. */
export class Download {
  private readonly job: DownloadJob;
  /** Null where the Hub lists none. */
  private readonly expected: ExpectedHash | null;
  /** What names the content in the target; null where nothing does. */
  private contentId: string | null;
  /** Bytes in the target. Those that have a hash to follow are in it. */
  private here = 0;
  private damaged = 0;
  private readonly ranges = new Ranges();

  private constructor(job: DownloadJob, expected: ExpectedHash | null) {
    this.job = job;
    this.expected = expected;
    this.contentId = expected?.contentId ?? null;
  }

  /** Looks at what an earlier run has left. */
  static async begin(job: DownloadJob): Promise<Download> {
    const { file, target, signal, onBytes, onCheck } = job;
    const download = new Download(job, await expectedHash(file));
    const { sizeBytes, contentId } = await target.partial();
    if (sizeBytes === 0 || sizeBytes > file.sizeBytes || !download.mayBelong(contentId)) {
      await download.restart();
      return download;
    }
    download.here = sizeBytes;
    download.contentId = download.expected?.contentId ?? contentId;
    onBytes(sizeBytes, 0);
    if (download.expected) {
      await hashBytes(target, sizeBytes, download.expected.hasher, signal, onCheck);
    }
    return download;
  }

  /**
   * Goes on from where the last try ended, up to the verified end.
   * @param noteReached gets the byte of the file up to which they have come
   */
  async attempt(noteReached: (byte: number) => void): Promise<void> {
    try {
      if (this.here < this.job.file.sizeBytes) await this.receive(noteReached);
      this.assertRight();
    } catch (error) {
      if (error instanceof HubError && error.again?.how === 'anew') await this.restart();
      throw error;
    }
    await this.job.target.finish();
  }

  /**
   * Whether bytes with this note can be the beginning of the file. ETags decide nothing where there is a hash: of the same
   * bytes they differ from one server of a CDN to the next.
   */
  private mayBelong(noted: string | null): boolean {
    if (!this.expected) return noted !== null && noted.startsWith(STRONG);
    return noted === null || noted === this.contentId || !/^(sha256|git):/.test(noted);
  }

  private async restart(): Promise<void> {
    this.here = 0;
    this.expected?.hasher.reset();
    await this.job.target.restart(this.contentId);
    this.job.onBytes(0, 0);
  }

  private async receive(noteReached: (byte: number) => void): Promise<void> {
    const { connection, asked, file, signal } = this.job;
    const url = resolveUrl(connection.endpoint, file);
    // From the first byte on, too: an answer to a range is not compressed.
    const range = this.ranges.header(this.here);
    await request(
      connection,
      { asked, url, range, signal, ranges: this.ranges },
      async (answer) => {
        assertFile(asked, answer, range);
        const start = startOf(asked, answer, this.here);
        this.assertLength(start.totalBytes);
        if (!this.expected) await this.assertSame(answer, start.from);
        try {
          await this.take(answer, start.from, noteReached);
        } catch (error) {
          throw error instanceof BrokenOff ? this.cut(error.message) : error;
        }
      },
    );
    if (this.here < file.sizeBytes) throw this.cut('the connection was closed');
  }

  /** @param at the byte of the file at which the answer begins; what is here already is read past */
  private async take(answer: Answer, at: number, noteReached: (byte: number) => void) {
    const { file, target, onBytes } = this.job;
    for await (const bytes of answer.body) {
      const news = bytes.subarray(Math.max(0, this.here - at));
      // Noted before the target takes the memory, as lengths go with it.
      const received = bytes.length;
      const added = news.length;
      at += received;
      if (at > file.sizeBytes) this.assertLength(at);
      if (added > 0) {
        this.expected?.hasher.update(news);
        await target.append(news);
        this.here += added;
        noteReached(this.here);
      }
      onBytes(this.here, received);
    }
  }

  /** Without a hash, the ETag has to tell whether both halves belong together. */
  private async assertSame({ response }: Answer, from: number): Promise<void> {
    const etag = response.headers.get('etag');
    const contentId = etag !== null && !etag.startsWith('W/') ? `${STRONG}${etag}` : null;
    const isSame = contentId !== null && contentId === this.contentId;
    this.contentId = contentId;
    if (this.here === 0) await this.job.target.restart(contentId);
    else if (!isSame && from === 0) await this.restart();
    else if (!isSame) {
      const { asked } = this.job;
      const message = `${nameOf(asked)}: nothing says that its bytes from ${from} on go with those that are here`;
      throw hubError(asked, 'changed', message, { again: { how: 'anew' } });
    }
  }

  /** @param totalBytes of the file on the server, or as many as have come */
  private assertLength(totalBytes: number | null): void {
    const { asked, file } = this.job;
    if (totalBytes === null || totalBytes === file.sizeBytes) return;
    const isLonger = totalBytes > file.sizeBytes ? 'longer' : 'shorter';
    const message = `${nameOf(asked)} is ${isLonger} than the ${file.sizeBytes} bytes that the Hub lists`;
    throw hubError(asked, 'changed', message, { again: { how: 'anew' } });
  }

  private assertRight(): void {
    const { expected } = this;
    if (!expected) return;
    const received = digestOf(expected);
    if (received === expected.contentId) return;
    const { asked } = this.job;
    this.damaged += 1;
    const often = this.damaged > 1 ? ` ${this.damaged} times` : '';
    const message = `${nameOf(asked)} arrived damaged${often}: expected ${expected.contentId}, received ${received}`;
    throw hubError(asked, 'damaged', message, { again: { how: 'anew' } });
  }

  private cut(why: string): HubError {
    const { asked, file } = this.job;
    return brokenOff(asked, `${this.here} of ${file.sizeBytes} bytes`, why);
  }
}

/** Before an ETag that promises the same bytes, in the note of a file without a hash. */
const STRONG = 'etag:';
