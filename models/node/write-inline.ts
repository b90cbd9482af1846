import type { PlannedNetwork } from '../../src/exporter/plan-networks.ts';
import { weightPlans } from '../../src/exporter/plan-networks.ts';
import type { FinishedShard } from '../../src/exporter/ports.ts';
import { writeShard } from '../../src/exporter/shard.ts';
import { writeGraphs, type NetworkEntries } from '../../src/exporter/write-networks.ts';
import { writePackageFile } from './package-file.ts';
import { createSha256 } from './sha256.ts';
import { createShardFile } from './shard-file.ts';

/** Writes a few networks by themselves into a folder, in this thread. */
export async function writeInline(
  folder: string,
  networks: readonly PlannedNetwork[],
): Promise<NetworkEntries> {
  const options = {
    createSha256,
    onBytes: () => undefined,
    signal: new AbortController().signal,
  };
  const shards = new Map<string, FinishedShard>();
  for (const plan of weightPlans(networks)) {
    for (const shard of plan.shards()) {
      const name = { weights: plan.name, index: shard.index };
      const entry = await writeShard(shard, await createShardFile(folder, name), options);
      shards.set(`${name.weights}.${name.index}`, { ...name, ...entry });
    }
  }
  const file = (stem: string, extension: string, bytes: Uint8Array) =>
    writePackageFile(folder, stem, extension, bytes);
  return writeGraphs(networks, { file }, shards);
}
