/** How many servers are taken from one header; browsers slow down with more than a few. */
const maxServers = 8;

/** What a peer connection takes; anything else would make its constructor throw. */
const serverUrl = /^(?:stuns?:[^\s?]+|turns?:\S+)$/i;

const target = /\s*,?\s*<([^>]*)>/y;
const parameter = /\s*;\s*([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;<>]+)))?/y;

/**
 * The ICE servers which the gateway names in `Link` headers (RFC 9725 section 4.6, RFC 8288 section 3):
 * `<turn:turn.example:3478?transport=udp>; rel="ice-server"; username="u"; credential="p"`.
 * Other links, and servers that no browser would take, are passed over. Never throws.
 *
 * @param header all `Link` headers of an answer joined by commas, as `Headers.get` gives them
 */
export function iceServersFromLink(header: string | null): RTCIceServer[] {
  const text = header ?? '';
  const servers: RTCIceServer[] = [];
  let at = 0;
  while (servers.length < maxServers) {
    target.lastIndex = at;
    const urls = target.exec(text)?.[1]?.trim();
    if (urls === undefined) {
      break;
    }
    const parameters = readParameters(text, target.lastIndex);
    at = parameters.end;
    const server = iceServer(urls, parameters.values);
    if (server) {
      servers.push(server);
    }
  }
  return servers;
}

function readParameters(
  text: string,
  from: number,
): { readonly values: ReadonlyMap<string, string>; readonly end: number } {
  const values = new Map<string, string>();
  let end = from;
  for (;;) {
    parameter.lastIndex = end;
    const found = parameter.exec(text);
    if (!found) {
      return { values, end };
    }
    end = parameter.lastIndex;
    const [, name = '', quoted, token] = found;
    // Of a parameter that comes twice the first counts (RFC 8288 section 3.3).
    if (!values.has(name.toLowerCase())) {
      values.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
    }
  }
}

function iceServer(
  urls: string,
  parameters: ReadonlyMap<string, string>,
): RTCIceServer | undefined {
  const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
  if (!relations.includes('ice-server') || !serverUrl.test(urls)) {
    return undefined;
  }
  const username = parameters.get('username');
  const credential = parameters.get('credential');
  if (username !== undefined && credential !== undefined) {
    return { urls, username, credential };
  }
  // A TURN server without an account is refused by every browser.
  return /^stuns?:/i.test(urls) ? { urls } : undefined;
}
