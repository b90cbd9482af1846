import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { RuntimeSession } from '../../src/engine/runtime.ts';
import type { AnyNetworkName } from '../../src/package/manifest.ts';
import type { NetworkEntries } from '../../src/exporter/write-networks.ts';
import type { NodeProvider } from '../node/engine.ts';
import type { Arithmetic } from '../../src/exporter/graph/graph.ts';
import type { Attention } from '../../src/exporter/networks/attention.ts';
import { CalledNetworks, type OpenNetwork } from '../../src/verify/networks.ts';

/** Which of a network's graphs runs, and on what. */
interface Choice {
  provider: NodeProvider;
  attention: Attention;
  arithmetic?: Arithmetic;
}

/** The networks of a package in a folder on onnxruntime-node. */
export class PackageNetworks extends CalledNetworks {
  constructor(
    folder: string,
    networks: NetworkEntries,
    provider: NodeProvider,
    attention: Attention,
    arithmetic: Arithmetic = 'f32',
  ) {
    const open = (name: AnyNetworkName) =>
      openNetwork(folder, networks, name, { provider, attention, arithmetic });
    super({ Tensor: ort.Tensor, open });
  }
}

/** A session on exactly this provider: on WebGPU nothing may fall back to the CPU. */
export async function openNetwork(
  folder: string,
  networks: NetworkEntries,
  name: AnyNetworkName,
  { provider, attention, arithmetic = 'f32' }: Choice,
): Promise<OpenNetwork> {
  const network = networks[name];
  if (!network) throw new Error(`No network ${name} here`);
  // Networks without attention of a kind have decomposed graphs only.
  const among = network.graphs.filter((graph) => graph.arithmetic === arithmetic);
  const graph =
    among.find((each) => each.attention === attention) ??
    among.find((each) => each.attention === 'decomposed');
  if (!graph) throw new Error(`${name} has no graph in ${arithmetic} arithmetic`);
  const session: RuntimeSession = await ort.InferenceSession.create(join(folder, graph.path), {
    executionProviders: [provider],
    ...(provider === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
  return {
    run: (feeds, fetches = session.outputNames) => session.run(feeds, fetches),
    release: () => session.release(),
  };
}
