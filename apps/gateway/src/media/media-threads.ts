import { availableParallelism } from 'node:os';
import type { PortRange, WebRtcConfig } from '../config/config.js';
import type { MediaThreadSettings } from './messages.js';

/** More threads than this only by configuration: a small machine has other things to do, too. */
const maxAutoThreads = 4;

/** How many media threads there are to be, and why not as many as were asked for. */
export type ThreadCount = { readonly threads: number; readonly note: string | undefined };

/**
 * One thread less than the machine has cores, 1 to 4, unless the configuration says a number. Each needs a
 * port of its own.
 *
 * @param cores of the machine
 */
export function threadCount(
  { workers, udpPorts }: Pick<WebRtcConfig, 'workers' | 'udpPorts'>,
  cores = availableParallelism(),
): ThreadCount {
  const wanted = workers === 'auto' ? Math.max(1, Math.min(maxAutoThreads, cores - 1)) : workers;
  const ports = udpPorts.to - udpPorts.from + 1;
  const threads = Math.min(wanted, ports);
  return {
    threads,
    note:
      threads < wanted
        ? `${threads} media thread${threads === 1 ? '' : 's'} instead of ${wanted}: webrtc.udpPorts has no more ports`
        : undefined,
  };
}

/** The share of a thread in a range of ports: all shares are about as large, and no two overlap. */
export function portShare({ from, to }: PortRange, thread: number, threads: number): PortRange {
  const count = to - from + 1;
  const at = (index: number): number => from + Math.floor((count * index) / threads);
  return { from: at(thread), to: at(thread + 1) - 1 };
}

/** What each thread is told. */
export function threadSettings(
  { webrtc, live }: { readonly webrtc: WebRtcConfig; readonly live: { rtpPorts: PortRange } },
  threads: number,
): readonly MediaThreadSettings[] {
  const { udpPorts, tcp, backend, offload } = webrtc;
  return Array.from({ length: threads }, (_, thread) => ({
    thread,
    threads,
    viewerPorts: portShare(udpPorts, thread, threads),
    tcp,
    backend,
    offload: offload === 'on' ? 'offload' : offload === 'off' ? 'single' : 'auto',
    rtpPorts: live.rtpPorts,
  }));
}
