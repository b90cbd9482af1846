import { Meter } from '../../hub/meter.ts';
import type { Trouble } from '../../package/store/api.ts';
import type { SourceFile } from '../ports.ts';
import type { WriteProgress } from '../write-networks.ts';
import type { ConversionProgress, PrecisionOffer } from './api.ts';

/** Reports a second; the first and the last come at once. */
const REPORTS_A_SECOND = 4;

/** One progress of two things that go on side by side: fetching, and converting what is here. */
export class ConversionMeter {
  private readonly offer: PrecisionOffer;
  private readonly onProgress: (progress: ConversionProgress) => void;
  private readonly nowMs: () => number;
  private readonly network: Meter;
  private readonly work: Meter;
  private convertedBytes = 0;
  private fetching: string | null = null;
  private converting: string | null = null;
  private told = -Infinity;
  private lastTrouble: Trouble | null = null;

  constructor(
    offer: PrecisionOffer,
    onProgress: (progress: ConversionProgress) => void,
    nowMs: () => number = () => performance.now(),
  ) {
    this.offer = offer;
    this.onProgress = onProgress;
    this.nowMs = nowMs;
    this.network = new Meter(offer.sourceBytes);
    this.work = new Meter(offer.keptBytes);
    this.tell(true);
  }

  /** Shards of an earlier run are here; their sources are not needed any more. */
  resumed(bytes: number): void {
    this.convertedBytes = bytes;
    this.work.note('', bytes, 0, this.nowMs());
    this.tell(true);
  }

  fetched({ repository, path }: SourceFile, here: number, received: number): void {
    this.fetching = path;
    if (received > 0) this.lastTrouble = null;
    this.network.note(`${repository}/${path}`, here, received, this.nowMs());
    this.tell(false);
  }

  converted({ doneBytes, newBytes, tensor }: WriteProgress): void {
    this.convertedBytes = doneBytes;
    this.converting = doneBytes === this.offer.keptBytes ? null : tensor;
    this.work.note('', doneBytes, newBytes, this.nowMs());
    this.tell(doneBytes === this.offer.keptBytes);
  }

  trouble(trouble: Trouble): void {
    this.lastTrouble = trouble;
    this.tell(true);
  }

  private tell(isNews: boolean): void {
    const nowMs = this.nowMs();
    if (!isNews && nowMs - this.told < 1000 / REPORTS_A_SECOND) return;
    this.told = nowMs;
    const { sourceBytes, keptBytes } = this.offer;
    const network = this.network.read(nowMs);
    const work = this.work.read(nowMs);
    // What has been converted was fetched before, in this run or another.
    const share = keptBytes === 0 ? 1 : this.convertedBytes / keptBytes;
    const fetchedBytes = Math.min(
      sourceBytes,
      Math.max(network.doneBytes, Math.floor(share * sourceBytes)),
    );
    const isFetching = fetchedBytes < sourceBytes;
    const lefts = [isFetching ? network.leftMs : null, work.leftMs].filter((ms) => ms !== null);
    this.onProgress({
      fetchedBytes,
      sourceBytes,
      convertedBytes: this.convertedBytes,
      keptBytes,
      fetching: isFetching ? this.fetching : null,
      converting: this.converting,
      bytesPerSecond: isFetching ? network.bytesPerSecond : null,
      leftMs: lefts.length > 0 ? Math.max(...lefts) : null,
      trouble: this.lastTrouble,
    });
  }
}
