import type { Finding } from '@casement/contract';
import type { WebRtcConfig } from '../../config/config.js';
import { advise, fine } from './finding.js';

const name = 'STUN and TURN';

/** Whether browsers that cannot reach the gateway's ports have another way. */
export const iceServersFinding = ({
  iceServers,
  tcp,
}: Pick<WebRtcConfig, 'iceServers' | 'tcp'>): Finding => {
  const urls = iceServers.flatMap(({ urls: of }) => of);
  const turn = urls.filter((url) => url.startsWith('turn'));
  if (urls.length === 0 && !tcp) {
    return advise(
      'warning',
      name,
      'No servers are configured and webrtc.tcp is off: a network that lets no UDP through shows no pictures.',
      'Set webrtc.tcp: true, or name a TURN server in webrtc.iceServers.',
    );
  }
  if (urls.length === 0) {
    return fine(
      name,
      'No servers are configured; browsers reach the ports of the gateway directly.',
    );
  }
  const incomplete = iceServers.some(
    ({ urls: of, username, credential }) =>
      of.some((url) => url.startsWith('turn')) &&
      (username === undefined || credential === undefined),
  );
  return incomplete
    ? advise(
        'problem',
        name,
        'A TURN server has no user name or no credential; browsers then refuse to connect at all.',
        'Set username and credential beside the urls in webrtc.iceServers.',
      )
    : fine(
        name,
        `${urls.length} addresses are configured, ${turn.length} of them of TURN servers.`,
      );
};
