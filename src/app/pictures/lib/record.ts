import * as v from 'valibot';
import { parseSeed } from '../../lib/settings/seed.ts';
import type { Order } from '../../lib/settings/start.ts';
import { ENLARGEMENTS } from '../../../protocol/engine.ts';
import { completedPrompt } from '../../../package/completion.ts';
import { toHex } from '../../../package/hex.ts';
import { SCHEDULES, SOLVERS } from '../../../package/manifest.ts';
import { searchable } from './search.ts';

/** Longest text that is taken over from a file: a prompt, however long, is no book. */
const LONGEST_TEXT = 20_000;
/** Longest side of a picture that is taken over, so that decoding one stays possible. */
export const LONGEST_SIDE = 8192;

const Text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const Side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LONGEST_SIDE));
const Milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const StageSchema = v.object({
  steps: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  schedule: v.picklist(SCHEDULES),
  guidance: v.pipe(v.number(), v.finite(), v.minValue(0)),
  solver: v.picklist(SOLVERS),
});

/** A completion is a handful of phrases. */
const Phrases = v.pipe(v.array(Text), v.maxLength(100));

/** The picture that this one started from; a bare PNG tells no checksum. */
const StartSchema = v.object({
  sha256: v.nullable(Sha256),
  strength: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  mask: v.exactOptional(
    v.object({
      sha256: v.nullable(Sha256),
      feather: v.pipe(v.number(), v.minValue(0), v.maxValue(1024)),
    }),
  ),
});

const RequestSchema = v.object({
  prompt: Text,
  completion: v.exactOptional(Phrases),
  negative: Text,
  seed: v.pipe(
    v.string(),
    v.check((seed) => parseSeed(seed) === seed),
  ),
  width: Side,
  height: Side,
  scale: v.exactOptional(v.picklist(ENLARGEMENTS)),
  prior: StageSchema,
  decoder: StageSchema,
  start: v.exactOptional(StartSchema),
});

/** What is known of a picture beside its pixels, as `pictures.json` of an export carries it. */
export const PortableSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)),
  /** Milliseconds since 1970, within what a Date can hold. */
  paintedAt: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15)),
  request: RequestSchema,
  model: v.object({
    id: Name,
    name: Name,
    /** SHA-256 over the package's files: which weights these were. Null where nobody knows. */
    sha256: v.nullable(Sha256),
  }),
  /** These three are null for a picture that came as a bare PNG: it does not tell. */
  provider: v.nullable(v.picklist(['webgpu', 'wasm', 'cpu'])),
  timesMs: v.nullable(
    v.object({
      load: Milliseconds,
      text: Milliseconds,
      prior: Milliseconds,
      decoder: Milliseconds,
      vqgan: Milliseconds,
    }),
  ),
  totalMs: v.nullable(Milliseconds),
  favourite: v.boolean(),
  /** Of the PNG file. Null where the browser cannot compute it. */
  sha256: v.nullable(Sha256),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export type PortableRecord = v.InferOutput<typeof PortableSchema>;

/** A kept picture without its pixels, so that listing thousands is cheap. */
export interface PictureRecord extends PortableRecord {
  /** When it was deleted, milliseconds since 1970; null while it is there. */
  deletedAt: number | null;
  /** What a search looks through, made by `searchable`. */
  search: string;
  /** Mean colour, `#rrggbb`: stands in for the thumbnail while that loads. */
  tone: string;
}

export function toRecord(portable: PortableRecord, tone: string): PictureRecord {
  return { ...portable, deletedAt: null, search: searchTextOf(portable), tone };
}

export function toPortable(record: PictureRecord): PortableRecord {
  return v.parse(PortableSchema, record);
}

/** The settings alone, without what was asked of the engine on the side (previews, latents). */
export function settingsOf(request: Order): PortableRecord['request'] {
  const { prompt, completion, negative, seed, width, height, scale } = request;
  const { prior, decoder, start } = request;
  return {
    prompt,
    ...(completion !== undefined && { completion }),
    ...{ negative, seed, width, height },
    ...(scale !== undefined && { scale }),
    ...{ prior, decoder },
    ...(start !== undefined && { start }),
  };
}

/** 128 random bits as hex. `crypto.randomUUID` is missing on pages without HTTPS. */
export function newPictureId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

/** Newest first; the id decides between pictures of the same millisecond. */
export function newestFirst(a: PictureRecord, b: PictureRecord): number {
  return b.paintedAt - a.paintedAt || (a.id < b.id ? -1 : 1);
}

function searchTextOf({ request, model }: PortableRecord): string {
  return searchable(
    [completedPrompt(request), request.negative, request.seed, model.name].join(' '),
  );
}
