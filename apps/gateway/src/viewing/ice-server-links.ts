import type { IceServer } from '../config/config.js';

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/**
 * The configured STUN and TURN servers as `Link` headers, one per address, as WHEP clients expect them
 * (RFC 9725 section 4.6).
 */
export function iceServerLinks(servers: readonly IceServer[]): string[] {
  return servers.flatMap(({ urls, username, credential }) =>
    urls.map((url) => {
      const account =
        username === undefined
          ? ''
          : `; username=${quoted(username)}; credential=${quoted(credential ?? '')}; credential-type="password"`;
      return `<${url}>; rel="ice-server"${account}`;
    }),
  );
}
