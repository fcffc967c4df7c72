import type { UdpPorts } from '../net/udp-ports.js';
import type { LiveSource, LiveSourceEvents } from './live-source.js';
import { RtpIdentity } from './rtp-identity.js';

/** Options of {@link openRtpSource}. */
export type RtpSourceOptions = {
  readonly ports: UdpPorts;
  /** IP addresses of the recorder; only its packets are taken. */
  readonly from: readonly string[];
  /** Of the camera at its recorder; packets that name another one are dropped. */
  readonly camera: number;
  readonly nowMs: () => number;
  readonly packet: LiveSourceEvents['packet'];
};

/** A bound port. It has to be open before the recorder is told to send to it. */
export type RtpSource = LiveSource & { readonly port: number };

/**
 * Binds a port for one camera.
 *
 * @throws {NoUdpPortError} when the whole range is taken
 */
export async function openRtpSource(options: RtpSourceOptions): Promise<RtpSource> {
  const { ports, from, camera, nowMs, packet } = options;
  const identity = new RtpIdentity(camera);
  const receiver = await ports.open({
    from,
    nowMs,
    onDatagram: (datagram, arrivalMs) => {
      if (identity.admits(datagram, arrivalMs)) {
        packet(datagram, arrivalMs);
      }
    },
  });
  return {
    port: receiver.port,
    expect: () => identity.started(nowMs()),
    close: () => receiver.close(),
  };
}
