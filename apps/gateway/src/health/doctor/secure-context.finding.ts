import type { Finding } from '@casement/contract';
import type { ServerConfig } from '../../config/config.js';
import { advise, fine } from './finding.js';

const name = 'https';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Whether browsers see the page in a secure context. */
export const secureContextFinding = ({
  tls,
  host,
  trustProxy,
}: Pick<ServerConfig, 'tls' | 'host' | 'trustProxy'>): Finding => {
  if (tls !== undefined) {
    return fine(name, 'The gateway serves https by itself.');
  }
  if (isLoopback(host)) {
    return fine(name, 'The gateway serves http, but to this machine only.');
  }
  return trustProxy.length > 0
    ? fine(name, 'The gateway serves http to a reverse proxy, which has to serve https.')
    : advise(
        'warning',
        name,
        'The gateway serves http: passwords can be read on the way, and browsers keep some functions for https.',
        'Set server.tls, or put a reverse proxy in front and name it in server.trustProxy.',
      );
};
