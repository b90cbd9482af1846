import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/**
 * What a run has finished, line by line, so that the next one can go on from there: first the
 * fingerprint of what is exported, then a line for each shard, written after the shard itself is on
 * the disk. A last line that was cut off does not count.
 */
const NAME = 'journal.jsonl';

const HeadSchema = v.object({ fingerprint: v.string() });
const ShardSchema = v.object({
  weights: v.string(),
  index: v.number(),
  path: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  sizeBytes: v.number(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type JournalShard = v.InferOutput<typeof ShardSchema>;

export class Journal {
  private readonly descriptor: number;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** The shards that a journal of the same export names; null if there is none. */
  static read(folder: string, fingerprint: string): JournalShard[] | null {
    let text: string;
    try {
      text = readFileSync(join(folder, NAME), 'utf8');
    } catch {
      return null;
    }
    const [head, ...lines] = text.split('\n').map(parseLine);
    const parsed = v.safeParse(HeadSchema, head);
    if (!parsed.success || parsed.output.fingerprint !== fingerprint) return null;
    return lines.flatMap((line) => {
      const shard = v.safeParse(ShardSchema, line);
      return shard.success ? [shard.output] : [];
    });
  }

  /** A new journal with what is finished already. */
  static start(folder: string, fingerprint: string, finished: readonly JournalShard[]): Journal {
    const journal = new Journal(openSync(join(folder, NAME), 'w'));
    journal.append({ fingerprint });
    for (const shard of finished) journal.append(shard);
    return journal;
  }

  append(line: JournalShard | v.InferOutput<typeof HeadSchema>): void {
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  static readonly fileName = NAME;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
