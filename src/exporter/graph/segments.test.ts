import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { attentionBias } from '../../diffusion/attention-bias.ts';
import { nodeEncoderRuntime } from '../../../models/node/encoder-runtime.ts';
import { openFile } from '../../../models/node/file-source.ts';
import { folderRepository } from '../../../models/node/folder-repository.ts';
import { readPlanInput, repositoryOf } from '../plan-input.ts';
import { TensorReader } from '../weights/tensor-reader.ts';
import { encodeEmptyText } from '../empty-text.ts';
import { ExportPlan } from '../plan.ts';
import { exportPackage } from '../../../models/node/export.ts';
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
    const repositories = {
      prior: folderRepository(SOURCES.prior),
      decoder: folderRepository(SOURCES.decoder),
    };
    const reader = new TensorReader((file) => repositoryOf(repositories, file).open(file.path));
    const plan = new ExportPlan(await readPlanInput(repositories, SOURCES), reader);
    const network = plan.networks.find(({ name }) => name === 'prior-text-encoder')!;
    const spec = await network.graphs[0]!.graph.spec(() => data.map(({ path }) => path));
    await reader.close();

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

    const inPieces = await encodeEmptyText(spec, {
      tokenizer: { start: padTokenId - 1, end: padTokenId, padding: padTokenId },
      maxLength,
      open: (path) => Promise.resolve(openFile(join(out, path))),
      runtime: nodeEncoderRuntime,
      limitBytes: 1,
    });
    const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
    floats(inPieces).forEach((value, i) => expect(value).toBeCloseTo(floats(whole)[i]!, 5));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
