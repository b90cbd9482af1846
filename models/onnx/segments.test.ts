import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { attentionBias } from '../../src/engine/text.ts';
import { encodeEmptyText } from '../empty-text.ts';
import { ExportPlan } from '../export-plan.ts';
import { exportPackage } from '../export.ts';
import { segments } from './segments.ts';

const SOURCES = {
  prior: 'models/reference/checkpoint/prior',
  decoder: 'models/reference/checkpoint/decoder',
  precision: 'f32',
} as const;

it('a text encoder that runs in pieces gives what it gives in one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'segments-'));
  try {
    const out = join(folder, 'package');
    const manifest = await exportPackage({ ...SOURCES, out });
    const { data, graphs } = manifest.networks['prior-text-encoder'];
    const plan = new ExportPlan(SOURCES);
    const network = plan.networks.find(({ name }) => name === 'prior-text-encoder')!;
    const spec = await network.graphs[0]!.graph.spec(() => data.map(({ path }) => path));
    plan.close();

    const pieces = segments(spec, 1);
    expect(pieces.length).toBeGreaterThan(plan.configs.priorText.num_hidden_layers);
    for (const piece of pieces) expect(piece.initializers.length).toBeLessThan(20);
    expect(segments(spec, 1e9)).toHaveLength(1);

    const { empty, padTokenId, maxLength } = manifest.textEncoders.prior;
    const ids = new Int32Array(maxLength).fill(padTokenId);
    const session = await ort.InferenceSession.create(join(out, graphs[0]!.path));
    ids[0] = Number(padTokenId) - 1;
    const { text } = await session.run({
      input_ids: new ort.Tensor('int32', ids, [1, maxLength]),
      attention_bias: new ort.Tensor('float32', attentionBias(maxLength, 2), [
        ...[1, 1, maxLength, maxLength],
      ]),
    });
    const whole = new Uint8Array((text!.data as Float32Array).slice().buffer);
    expect(readFileSync(join(out, empty.path))).toEqual(Buffer.from(whole));

    cpSync(out, join(folder, 'copy'), { recursive: true });
    const inPieces = await encodeEmptyText(
      join(folder, 'copy'),
      spec,
      [padTokenId - 1, padTokenId],
      padTokenId,
      maxLength,
      1,
    );
    const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
    floats(inPieces).forEach((value, i) => expect(value).toBeCloseTo(floats(whole)[i]!, 5));
    expect(readdirSync(join(folder, 'copy'))).toEqual(readdirSync(out));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
