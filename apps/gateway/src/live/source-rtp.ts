import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DialError } from '../net/dial-error.js';
import type { UdpPorts, UdpReceiver } from '../net/udp-ports.js';
import type { LiveSource, LiveSourceEvents } from './live-source.js';

/** Options of {@link openRtpSource}. */
export type RtpSourceOptions = {
  readonly ports: UdpPorts;
  /** The recorder as the configuration names it; only its packets are taken. */
  readonly url: URL;
  readonly nowMs: () => number;
  readonly events: LiveSourceEvents;
};

/** A bound port. It has to be open before the recorder is told to send to it. */
export type RtpSource = LiveSource & { readonly port: number };

/**
 * Binds a port for one camera.
 *
 * @throws {NoUdpPortError} when the whole range is taken
 * @throws {DialError} when the recorder's name is not known
 */
export async function openRtpSource(options: RtpSourceOptions): Promise<RtpSource> {
  const from = await addressesOf(options.url.hostname);
  const receiver: UdpReceiver = await options.ports.open({
    from,
    nowMs: options.nowMs,
    onDatagram: (datagram, arrivalMs) => options.events.packet(datagram, arrivalMs),
  });
  return { port: receiver.port, close: () => receiver.close() };
}

async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    return [host];
  }
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new DialError('no-answer', 'its name is not known', { cause: error });
  }
}
