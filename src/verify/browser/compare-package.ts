import type { Backend } from '../../engine/backend.ts';
import { Sessions } from '../../engine/sessions.ts';
import type { ByteSource } from '../../exporter/ports.ts';
import { parseManifest, type Manifest } from '../../package/manifest.ts';
import type { PackageSource } from '../../package/source.ts';
import type { DeviceReport } from '../../protocol/engine.ts';
import { ReferenceRecord, RECORDED_NETWORKS } from '../record.ts';
import { reportText } from '../report.ts';
import { LIMITS, verify, type VerifyProgress } from '../verify.ts';
import type { Comparison } from './api.ts';
import { engineSubject } from './subject.ts';

export interface ComparedPackage {
  source: PackageSource;
  connect: (manifest: Manifest) => Promise<Backend>;
}

/**
 * Compares a package, as this device runs it, with a record.
 * @throws RecordError, PackageError, EngineError; Error with one of these as its cause
 */
export async function comparePackage(
  { source, connect }: ComparedPackage,
  recorded: { name: string; bytes: ByteSource },
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void,
): Promise<Comparison> {
  // Read first: a wrong file is refused before anything is loaded.
  const record = await ReferenceRecord.open(recorded.name, recorded.bytes, signal);
  const manifest = parseManifest(await source.manifest(signal));
  const backend = await connect(manifest);
  const sessions = new Sessions({ manifest, source, backend, residency: 'release' });
  try {
    const subject = await engineSubject({ manifest, source, backend, sessions }, signal);
    const limits = LIMITS[manifest.precision];
    const verification = await verify(subject, record, limits, signal, onProgress);
    const has = new Set(record.cases.map(({ network }) => network));
    const { findings } = verification;
    const differs = new Set(
      findings.filter(({ passed }) => passed === false).map(({ network }) => network),
    );
    const head = [
      `${manifest.name} (${manifest.id}), ${manifest.precision}`,
      `Reference: ${recorded.name}, ${recorded.bytes.sizeBytes} bytes`,
      `Ran on ${deviceWords(backend.report)}`,
    ];
    return {
      ...verification,
      compared: RECORDED_NETWORKS.filter((network) => has.has(network)),
      differing: RECORDED_NETWORKS.filter((network) => differs.has(network)),
      device: backend.report,
      report: reportText(head, verification),
    };
  } finally {
    await sessions.close();
    backend.close();
  }
}

/** `wasm, 4 threads, onnxruntime-web 1.30.0`. */
function deviceWords({ provider, adapter, float16, threads, runtime }: DeviceReport): string {
  if (provider !== 'webgpu') return `${provider}, ${threads} threads, ${runtime}`;
  const { vendor = '', architecture = '', description = '' } = adapter ?? {};
  const card = [vendor, architecture, description].filter((word) => word !== '').join(' ');
  return [provider, card || 'unnamed GPU', ...(float16 ? ['float16'] : []), runtime].join(', ');
}
