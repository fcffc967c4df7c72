import type { Finding } from '@casement/contract';
import type { WebRtcConfig } from '../../config/config.js';
import type { MediaThreadStatus } from '../media-status.js';
import { advise, fine } from './finding.js';

const name = 'WebRTC ports';

/** Which ports browsers have to reach, and whether all of them could be opened. */
export const portsFinding = (
  threads: readonly MediaThreadStatus[],
  { udpPorts: { from, to }, tcp }: Pick<WebRtcConfig, 'udpPorts' | 'tcp'>,
): Finding => {
  const range = from === to ? `${from}` : `${from}-${to}`;
  const udp = threads.flatMap(({ udpPort }) => udpPort ?? []);
  const overTcp = threads.flatMap(({ tcpPort }) => tcpPort ?? []);
  if (udp.length < threads.length || udp.length === 0) {
    return advise(
      'problem',
      name,
      `${threads.length - udp.length} of ${threads.length} media threads have no UDP port out of ${range}.`,
      'Free the ports that other programs use, or set webrtc.udpPorts to others.',
    );
  }
  const found = `UDP ${udp.join(', ')}`;
  if (tcp && overTcp.length < threads.length) {
    return advise(
      'warning',
      name,
      `${found}; not all of them could be opened for TCP.`,
      'Browsers that UDP does not reach may fail to watch. Free the TCP ports of the same numbers.',
    );
  }
  return fine(
    name,
    tcp ? `${found}; TCP ${overTcp.join(', ')}.` : `${found}; TCP is switched off by webrtc.tcp.`,
  );
};
