import * as v from 'valibot';
import { pictureFileName } from '../../i18n/format.ts';
import { PortableSchema, toPortable, type PictureRecord } from './record.ts';

/** The file in an exported zip that holds what is known of its pictures. */
export const LIST_NAME = 'pictures.json';
const FORMAT = 'wuerstchen-pictures';
const VERSION = 1;

const ListSchema = v.object({
  format: v.literal(FORMAT),
  version: v.number(),
  /** Each is checked by itself, so that one damaged entry does not take the others with it. */
  pictures: v.array(v.unknown()),
});

const EntrySchema = v.object({
  ...PortableSchema.entries,
  /** Name of the PNG in the archive. */
  file: v.pipe(v.string(), v.maxLength(1000)),
});
export type ArchiveEntry = v.InferOutput<typeof EntrySchema>;

type ArchiveList =
  | { kind: 'list'; entries: ArchiveEntry[]; unreadable: number }
  | { kind: 'newer' }
  | { kind: 'foreign' };

/** Reads a `pictures.json`, whatever is in it. */
export function readList(json: string): ArchiveList {
  const list = v.safeParse(ListSchema, parseJson(json));
  if (!list.success) return { kind: 'foreign' };
  if (list.output.version > VERSION) return { kind: 'newer' };
  const parsed = list.output.pictures.map((entry) => v.safeParse(EntrySchema, entry));
  const entries = parsed.filter((entry) => entry.success).map((entry) => entry.output);
  return { kind: 'list', entries, unreadable: parsed.length - entries.length };
}

export function writeList(files: readonly (readonly [name: string, PictureRecord])[]): string {
  const pictures = files.map(([file, record]) => ({ file, ...toPortable(record) }));
  return JSON.stringify({ format: FORMAT, version: VERSION, pictures }, null, 1);
}

/** Names files after prompt and seed, each name once. */
export function fileNamer(): (record: PictureRecord) => string {
  const taken = new Map<string, number>();
  return ({ request }) => {
    const name = pictureFileName(request.prompt, request.seed);
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    // The seed ends every name, and no seed holds a dot: this name is nobody else's.
    return times === 1 ? name : name.replace(/\.png$/, `.${times}.png`);
  };
}

/** Of the files that pictures start from. Browsers know a picture by its bytes; the ending is for other programs. */
const START_ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
};

/** Where a start picture stands in the archive: `starts/` and its SHA-256. */
export function startName(sha256: string, type: string): string {
  return `starts/${sha256}.${START_ENDINGS[type] ?? 'bin'}`;
}

/** The SHA-256 and the type of a start picture in an archive; null for every other file. */
export function readStartName(name: string): { sha256: string; type: string } | null {
  const [, sha256, ending] = /^starts\/([0-9a-f]{64})\.(\w{1,8})$/.exec(name) ?? [];
  if (sha256 === undefined) return null;
  const [type = ''] = Object.entries(START_ENDINGS).find((pair) => pair[1] === ending) ?? [];
  return { sha256, type };
}

/** The name under which an export is offered: `pictures-2025-11-23.zip`. */
export function archiveName(now: Date): string {
  return `pictures-${now.toISOString().slice(0, 10)}.zip`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
