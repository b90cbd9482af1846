import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGuided } from '../../src/diffusion/guidance.ts';
import {
  networkEntry,
  networkOf,
  parseManifest,
  packageBytes,
  textToImageBytes,
  type AnyNetworkName,
  type ImageNetworkName,
  type Manifest,
  type NetworkName,
} from '../../src/package/manifest.ts';
import { multiplyAdds } from '../../src/exporter/costs.ts';
import { inspectCheckpoint } from './checkpoint.ts';
import { table } from '../../src/verify/table.ts';
import { parseSize } from '../cli/size.ts';

/**
 * Tables of the networks of a package or of a checkpoint folder.
 * @param size `WxH` in pixels; by default the package's own, and several for a checkpoint
 */
export async function inspect(folder: string, size?: string): Promise<string> {
  const isPackage = existsSync(join(folder, 'manifest.json'));
  return isPackage ? inspectPackage(folder, size) : inspectCheckpoint(folder, size);
}

/** Runs of a network for one picture with the package's defaults, and halves of its batch. */
function use(manifest: Manifest, name: AnyNetworkName): { runs: number; halves: 1 | 2 } {
  const stage = name.startsWith('prior') ? manifest.prior : manifest.decoder;
  const halves = isGuided(stage.sampling.guidance) ? 2 : 1;
  if (name.endsWith('-step')) return { runs: stage.sampling.steps, halves };
  if (name.endsWith('-condition')) return { runs: 1, halves };
  return { runs: 1, halves: 1 };
}

function inspectPackage(folder: string, size?: string): string {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  const manifest = parseManifest(JSON.parse(text));
  const { defaultWidth, defaultHeight } = manifest.geometry;
  const pixels = size ? parseSize(size) : { width: defaultWidth, height: defaultHeight };

  const rows = [['network', 'parameters', 'MB', 'GMAC a run', 'runs', 'GMAC a picture']];
  const total = { parameters: 0, macs: 0 };
  const add = (name: AnyNetworkName) => {
    const same = networkOf(manifest, name);
    if (same !== name) {
      rows.push([name, `is ${same}`, '', '', '', '']);
      return;
    }
    const { parameters, data, graphs } = networkEntry(manifest, name)!;
    const bytes = [...data, ...graphs].reduce((sum, file) => sum + file.sizeBytes, 0);
    const { runs, halves } = use(manifest, name);
    const macs = multiplyAdds(manifest, name, pixels, halves);
    total.parameters += parameters;
    total.macs += macs * runs;
    rows.push([
      name,
      parameters.toLocaleString('en'),
      (bytes / 1e6).toFixed(2),
      (macs / 1e9).toFixed(2),
      String(runs),
      ((macs * runs) / 1e9).toFixed(2),
    ]);
  };
  const sum = (what: string, bytes: number) =>
    rows.push([
      what,
      total.parameters.toLocaleString('en'),
      (bytes / 1e6).toFixed(2),
      '',
      '',
      (total.macs / 1e9).toFixed(2),
    ]);
  for (const name of Object.keys(manifest.networks) as NetworkName[]) add(name);
  sum('together', textToImageBytes(manifest));
  if (manifest.imageEncoders) {
    const encoders = Object.keys(manifest.imageEncoders.networks) as ImageNetworkName[];
    for (const name of encoders) add(name);
    sum('from a picture', packageBytes(manifest));
  }
  const heading = `${manifest.name} (${manifest.id}), ${manifest.precision}, ${pixels.width}x${pixels.height}`;
  return [heading, ...table(rows)].join('\n');
}
