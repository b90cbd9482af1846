import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exportPackage } from './export.ts';
import { planNetworks } from '../../src/exporter/plan-networks.ts';
import { decoderSource } from '../../src/exporter/networks/index.ts';
import { DecoderConfigSchema } from '../../src/exporter/networks/decoder-config.ts';
import { openCheckpoint } from './checkpoint.ts';
import { readConfig } from './json.ts';
import { PRECISIONS } from '../../src/exporter/weights/precision.ts';
import { writeInline } from './write-inline.ts';

/**
 * The SHA-256 of every file that the reference checkpoints are exported to: a change of the exporter
 * that should change no package must leave these tables alone. Where one should, remake them with
 * `npx vitest run models/node/export-hashes.test.ts --update`.
 */
const TABLES = '../testing/hashes';
const REFERENCE = 'models/reference';

const folder = mkdtempSync(join(tmpdir(), 'hashes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** One line a file. The encoding of "" is computed, and differs in its last digits between CPUs. */
function hashes(of: string): string {
  const lines = readdirSync(of)
    .filter((name) => !/-empty-text\.|^manifest\.json$/.test(name))
    .sort()
    .map((name) => `${sha256(readFileSync(join(of, name)))}  ${name}`);
  return [...lines, ''].join('\n');
}

it.each(PRECISIONS.flatMap((precision) => [0, 2].map((threads) => [precision, threads] as const)))(
  'a package is the same to the last byte at %s, with %i threads',
  async (precision, threads) => {
    const out = join(folder, `${precision}-${threads}`);
    const [prior, decoder] = ['prior', 'decoder'].map((half) =>
      join(REFERENCE, 'checkpoint', half),
    );
    const manifest = await exportPackage({
      ...{ prior: prior!, decoder: decoder!, out, precision, threads },
    });
    const { textEncoders, ...rest } = manifest;
    const encoders = [textEncoders.prior, textEncoders.decoder].map(({ tokenizer }) => tokenizer);
    const described = `${sha256(JSON.stringify({ ...rest, encoders }))}  manifest.json without "empty"\n`;
    await expect(hashes(out) + described).toMatchFileSnapshot(
      `${TABLES}/export.${precision}.sha256`,
    );
  },
);

it.each(PRECISIONS)('so is a decoder of another shape at %s', async (precision) => {
  const out = mkdtempSync(join(folder, 'odd-'));
  const checkpoint = await openCheckpoint(join(REFERENCE, 'odd/decoder'));
  const config = readConfig(join(REFERENCE, 'odd/decoder'), DecoderConfigSchema);
  const source = decoderSource(config, { latentMean: 42, latentStd: 1 });
  await writeInline(out, planNetworks(source, checkpoint, precision));
  await checkpoint.close();
  await expect(hashes(out)).toMatchFileSnapshot(`${TABLES}/export-odd.${precision}.sha256`);
});
