import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { residencyFor } from '../../src/engine/residency.ts';
import { Sessions } from '../../src/engine/sessions.ts';
import { TextStage } from '../../src/engine/text.ts';
import {
  networkEntry,
  packageFiles,
  parseManifest,
  type Manifest,
} from '../../src/package/manifest.ts';
import { paintRecorded } from '../../src/verify/paint.ts';
import { ReferenceRecord } from '../../src/verify/record.ts';
import { reportText } from '../../src/verify/report.ts';
import { LIMITS, verify, type Subject } from '../../src/verify/verify.ts';
import { nodeBackend, type NodeProvider } from '../node/engine.ts';
import { openFile } from '../node/file-source.ts';
import { folderSource } from '../node/package-source.ts';
import { openNetwork } from '../parity/networks.ts';

/** `npm run models -- verify`: a package in a folder against a record on the disk. */

export interface VerifyOptions {
  folder: string;
  /** A file of `models/reference/record.py`. */
  reference: string;
  provider: NodeProvider;
  /** Largest relative error of a network; default: by the package's precision. */
  tolerance?: number;
  /** Smallest PSNR of a whole picture in dB; default: by the package's precision. */
  minPsnr?: number;
}

/** @throws Error if the package or the record is damaged, or they are not of one architecture */
export async function verifyPackage(
  options: VerifyOptions,
): Promise<{ passed: boolean; report: string }> {
  const { folder, provider, reference } = options;
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const files = packageFiles(manifest);
  await folderSource(folder).fetchAll(files, () => undefined);
  const defaults = LIMITS[manifest.precision];
  const limits = {
    tolerance: options.tolerance ?? defaults.tolerance,
    minPsnr: options.minPsnr ?? defaults.minPsnr,
  };
  const source = openFile(reference);
  try {
    const record = await ReferenceRecord.open(reference, source);
    const { signal } = new AbortController();
    const verification = await verify(
      folderSubject(folder, manifest, provider),
      record,
      limits,
      signal,
    );
    const { name, id, precision } = manifest;
    const head = `${name} (${id}), ${precision}: ${files.length} files as the manifest states`;
    return { passed: verification.passed, report: reportText([head], verification) };
  } finally {
    await source.close();
  }
}

/** Every kind of attention that a network comes with, in float32 arithmetic. */
function folderSubject(folder: string, manifest: Manifest, provider: NodeProvider): Subject {
  return {
    manifest,
    Tensor: ort.Tensor,
    variants(name) {
      // What fused attention computes depends on the adapter there; the engine avoids it, too. Stage A has none.
      const attentions =
        name.startsWith('vqgan') || provider === 'webgpu'
          ? (['decomposed'] as const)
          : new Set(networkEntry(manifest, name)?.graphs.map(({ attention }) => attention));
      return [...attentions].map((attention) => ({ attention, arithmetic: 'f32' }));
    },
    open: (name, variant) =>
      openNetwork(folder, { ...manifest.networks, ...manifest.imageEncoders?.networks }, name, {
        ...variant,
        provider,
      }),
    async paint(request, signal) {
      const source = folderSource(folder);
      const backend = nodeBackend(provider);
      const residency = residencyFor(manifest, backend);
      const sessions = new Sessions({ manifest, source, backend, residency });
      const text = new TextStage(manifest, source);
      try {
        return await paintRecorded({ manifest, backend, sessions, text }, request, signal);
      } finally {
        await sessions.close();
        backend.close();
      }
    },
  };
}
