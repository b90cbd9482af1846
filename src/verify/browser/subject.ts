import { probeDevice } from '../../engine/probe.ts';
import type { Sessions, SessionsOptions } from '../../engine/sessions.ts';
import { TextStage } from '../../engine/text.ts';
import { networkOf } from '../../package/manifest.ts';
import { paintRecorded } from '../paint.ts';
import type { Subject } from '../verify.ts';

/**
 * A package as the engine runs it: with the graphs that it chooses for this device.
 * @throws EngineError 'bad-output' if the device computes wrongly
 */
export async function engineSubject(
  {
    manifest,
    source,
    backend,
    sessions,
  }: Omit<SessionsOptions, 'residency'> & { sessions: Sessions },
  signal: AbortSignal,
): Promise<Subject> {
  const text = new TextStage(manifest, source);
  await text.prepare(signal);
  await probeDevice(text, sessions, backend);
  return {
    manifest,
    Tensor: backend.runtime.Tensor,
    variants: (name) => [sessions.graph(networkOf(manifest, name))],
    open: (name) => sessions.lease(name),
    paint: (request, signal) =>
      paintRecorded({ manifest, backend, sessions, text }, request, signal),
  };
}
